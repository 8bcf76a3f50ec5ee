using System.IO.Pipelines;
using System.Net.Sockets;
using Cells.Connections;
using Cells.Framing;
using Cells.Transports;

namespace Cells.Hosting;

/// <content>Those who are not served, and are told why.</content>
internal sealed partial class CellServer
{
    /// <summary>The connections over the limit that are told why; those over this, too, are just closed.</summary>
    private const int MostRefused = 64;

    private int _strangers;

    /// <summary>Tells a process of another user why it is not served. Never fails.</summary>
    /// <remarks>They have a limit of their own: strangers take no places from those who may call.</remarks>
    internal async Task RefuseStrangerAsync(IDuplexPipe transport, PeerCredentials peer)
    {
        ServerLog.ConnectionRefused(_log, $"process {peer.ProcessId} runs as user {peer.User}");
        try
        {
            if (Interlocked.Increment(ref _strangers) <= MostRefused)
            {
                using CancellationTokenSource overdue = new(_limits.HandshakeTimeout, _clock);
                Reject reason = new(
                    CellStatus.PermissionDenied,
                    $"'{_name}' takes calls of the user that it runs as ({PeerCredentials.OwnUser}) and of root, and this process runs as user {peer.User}");
                await RefuseAsync(transport, reason, overdue.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is CellException or CellProtocolException or OperationCanceledException or IOException or SocketException)
        {
            // It has been logged, and what a stranger does with its connection is nobody's business.
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _strangers);
            (transport as IDisposable)?.Dispose();
        }
    }

    private static async Task RefuseAsync(IDuplexPipe transport, Reject reason, CancellationToken overdue)
    {
        // The hello is taken in first: a client that is still sending it would find a closed socket instead of the reason.
        await FrameExchange.ReceiveAsync(transport.Input, Protocol.MaxHandshakeFrame, overdue).ConfigureAwait(false);
        await ServerHandshake.RejectAsync(transport, reason, overdue).ConfigureAwait(false);
        throw reason.ToException();
    }
}
