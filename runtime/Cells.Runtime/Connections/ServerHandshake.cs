using System.IO.Pipelines;
using System.Text;
using Cells.Framing;
using Cells.Hosting;

namespace Cells.Connections;

/// <summary>The server's side of the handshake.</summary>
/// <param name="name">The cell's name.</param>
/// <param name="version">The cell's version.</param>
/// <param name="incarnation">The process' own id.</param>
/// <param name="limits">The server's limits.</param>
/// <param name="dispatchers">What is served, the cell's own contract first.</param>
internal sealed class ServerHandshake(string name, string version, Guid incarnation, CellLimits limits, IReadOnlyList<CellDispatcher> dispatchers)
{
    private const int ShortFingerprint = 12;

    /// <summary>Answers the client's hello.</summary>
    /// <returns>The hello and what it is to call; null when there is nothing to call: it was a question, which is answered.</returns>
    /// <exception cref="CellException">The client is refused, and has been told so.</exception>
    /// <exception cref="CellProtocolException">The client speaks another protocol.</exception>
    public async ValueTask<(Hello Hello, CellDispatcher Dispatcher)?> AnswerAsync(IDuplexPipe transport, CancellationToken cancellationToken)
    {
        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(
            transport.Input, Protocol.MaxHandshakeFrame, cancellationToken).ConfigureAwait(false);
        if (header.Type != FrameType.Hello)
        {
            throw new CellProtocolException($"the first frame is a {header.Type}, not a hello");
        }

        Hello hello = Hello.Read(body);
        if (Judge(hello, out CellDispatcher? dispatcher) is { } reject)
        {
            await RejectAsync(transport, reject, cancellationToken).ConfigureAwait(false);
            throw reject.ToException();
        }

        await WelcomeAsync(transport, dispatcher ?? dispatchers[0], cancellationToken).ConfigureAwait(false);
        if (dispatcher is not null)
        {
            return (hello, dispatcher);
        }

        if (hello.WantsDocument)
        {
            byte[] document = Encoding.UTF8.GetBytes(dispatchers[0].Contract.Schema);
            await FrameExchange.SendAsync(transport.Output, FrameType.Schema, document, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Tells a client that it is refused.</summary>
    public static async ValueTask RejectAsync(IDuplexPipe transport, Reject reject, CancellationToken cancellationToken)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        reject.Write(buffer);
        await FrameExchange.SendAsync(transport.Output, FrameType.Reject, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WelcomeAsync(IDuplexPipe transport, CellDispatcher dispatcher, CancellationToken cancellationToken)
    {
        Welcome welcome = new()
        {
            ServerName = name,
            ServerVersion = version,
            Contract = dispatcher.Contract.Name,
            Fingerprint = dispatcher.Contract.Fingerprint,
            Incarnation = incarnation,
            MaxFrame = limits.MaxFrame,
            MaxInflight = limits.MaxInflight,
        };
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        welcome.Write(buffer);
        await FrameExchange.SendAsync(transport.Output, FrameType.Welcome, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private Reject? Judge(Hello hello, out CellDispatcher? dispatcher)
    {
        dispatcher = null;
        if (!hello.SpeaksOurVersion)
        {
            return new Reject(
                CellStatus.Incompatible,
                $"'{name}' {version} speaks protocol versions {Protocol.Version} to {Protocol.Version} and the client {hello.LowestVersion} to {hello.HighestVersion}");
        }

        if (hello.Purpose == HelloPurpose.Ask)
        {
            return null;
        }

        if (hello.Purpose != HelloPurpose.Call)
        {
            return new Reject(CellStatus.Unimplemented, $"'{name}' {version} does not know what the client wants (purpose {(byte)hello.Purpose})");
        }

        dispatcher = dispatchers.FirstOrDefault(d => d.Contract.Name == hello.Contract);
        if (dispatcher is null)
        {
            return new Reject(
                CellStatus.Incompatible, $"'{name}' {version} serves {dispatchers[0].Contract.Name}, and '{hello.ClientName}' {hello.ClientVersion} calls {hello.Contract}");
        }

        return dispatcher.Contract.Fingerprint == hello.Fingerprint
            ? null
            : new Reject(
                CellStatus.Incompatible,
                $"'{name}' {version} serves {hello.Contract} with the schema {Short(dispatcher.Contract.Fingerprint)}, and '{hello.ClientName}' {hello.ClientVersion} "
                + $"was built against {Short(hello.Fingerprint)}: rebuild '{hello.ClientName}' while this '{name}' runs");
    }

    private static string Short(string fingerprint) => fingerprint.Length > ShortFingerprint ? fingerprint[..ShortFingerprint] : fingerprint;
}
