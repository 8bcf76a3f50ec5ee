using System.Buffers;
using System.IO.Pipelines;
using Cells.Transports;
using Cells.Transports.SharedMemory;

namespace Cells.Connections;

/// <summary>Sends what has gathered in the output of one connection, until nothing is left.</summary>
/// <remarks>What cannot be sent at once is sent from elsewhere: a reader never blocks in send.</remarks>
internal sealed class FrameFlush
{
    /// <summary>Rounds that one thread sends for others before it hands over.</summary>
    private const int MostRounds = 8;

    private readonly FrameOutput _output;
    private readonly PipeWriter _writer;
    private readonly SharedMemoryLane? _shared;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly Action<Exception> _onFault;
    private WriteWatch? _watch;

    /// <summary>Creates the sending end of <paramref name="output"/>.</summary>
    /// <param name="output">What is sent.</param>
    /// <param name="writer">Where it goes.</param>
    /// <param name="shared">Where large bodies go; null for over the writer, like all others.</param>
    /// <param name="timeout">The time in which the peer must take some bytes, where there are any.</param>
    /// <param name="clock">The clock of that time.</param>
    /// <param name="onFault">Told once when sending fails or takes too long; must close the connection, which ends a pending send.</param>
    public FrameFlush(FrameOutput output, PipeWriter writer, SharedMemoryLane? shared, TimeSpan timeout, TimeProvider clock, Action<Exception> onFault)
    {
        _output = output;
        _writer = writer;
        _shared = shared;
        _timeout = timeout;
        _clock = clock;
        _onFault = onFault;
    }

    /// <summary>Sends: as long as the peer takes all of it at once, which it nearly always does, on this thread. One run at a time: the output sees to that.</summary>
    public void Run()
    {
        int rounds = 0;
        while (_output.TryTake(out ArraySegment<byte> taken))
        {
            int sent = 0;
            // A reader that sends for others must get back to reading.
            if (++rounds > MostRounds || !TrySend(taken, out sent))
            {
                _ = RunAsync(taken, sent, isHandedOver: rounds > MostRounds);
                return;
            }

            // An idle connection keeps nothing; the pool is as near as a field.
            ArrayPool<byte>.Shared.Return(taken.Array!);
        }
    }

    /// <summary>Nobody is waited for any more.</summary>
    public void Close() => _watch?.Close();

    /// <summary>Sends frames without waiting; false when some are left to be sent otherwise.</summary>
    private bool TrySend(ArraySegment<byte> frames, out int sent)
    {
        sent = 0;
        if (_writer is not SocketPipeWriter socket || _shared?.LooksAt(frames.Count) == true)
        {
            return false;
        }

        try
        {
            sent = socket.TrySend(frames);
            return sent == frames.Count;
        }
        catch (Exception e)
        {
            Fail(e);
            return true;
        }
    }

    private async Task RunAsync(ArraySegment<byte> taken, int sent, bool isHandedOver)
    {
        int rounds = isHandedOver ? MostRounds : 0;
        do
        {
            if (++rounds > MostRounds)
            {
                rounds = 0;
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            }

            try
            {
                // What begins within a frame is nothing that could be stored.
                ReadOnlyMemory<byte> frames = taken.AsMemory(sent);
                ValueTask<FlushResult> flush = (sent == 0 ? _shared?.WriteAsync(_writer, frames) : null) ?? _writer.WriteAsync(frames, CancellationToken.None);
                sent = 0;
                if (flush.IsCompletedSuccessfully)
                {
                    flush.GetAwaiter().GetResult();
                }
                else
                {
                    // Few connections ever need it.
                    _watch ??= new WriteWatch(_timeout, _clock, CountTaken, Fail);
                    _watch.Begin();
                    await flush.ConfigureAwait(false);
                    _watch.End();
                }
            }
            catch (Exception e)
            {
                Fail(e);
            }

            ArrayPool<byte>.Shared.Return(taken.Array!);
        }
        while (_output.TryTake(out taken));
    }

    private void Fail(Exception reason)
    {
        _onFault(reason);
        _output.Close();
        _watch?.Close();
    }

    /// <summary>The bytes that the peer, or the system for it, has taken, as far as the writer can tell.</summary>
    private long CountTaken() => _output.HandedOver - (_shared?.Unsent ?? 0) - (_writer.CanGetUnflushedBytes ? _writer.UnflushedBytes : 0);
}
