using System.IO.Pipelines;

namespace Cells.Transports;

/// <summary>One end of a connection inside the process, for tests.</summary>
internal sealed class InMemoryTransport : IDuplexPipe, IDisposable
{
    private readonly Pipe _incoming;
    private readonly Pipe _outgoing;

    private InMemoryTransport(Pipe incoming, Pipe outgoing)
    {
        _incoming = incoming;
        _outgoing = outgoing;
    }

    /// <inheritdoc/>
    public PipeReader Input => _incoming.Reader;

    /// <inheritdoc/>
    public PipeWriter Output => _outgoing.Writer;

    /// <summary>Two ends of one connection.</summary>
    /// <param name="window">The bytes that one end takes before the other's flush waits.</param>
    public static (InMemoryTransport Client, InMemoryTransport Server) CreatePair(int window = 64 * 1024)
    {
        PipeOptions options = new(pauseWriterThreshold: window, resumeWriterThreshold: window / 2, useSynchronizationContext: false);
        Pipe toServer = new(options);
        Pipe toClient = new(options);
        return (new InMemoryTransport(toClient, toServer), new InMemoryTransport(toServer, toClient));
    }

    /// <summary>Closes this end: the other reads the end, and a flush that waits for it ends.</summary>
    /// <remarks>Whoever reads here may be in the midst of it, so the buffers stay: the one that reads completes the reader.</remarks>
    public void Dispose()
    {
        _outgoing.Writer.CancelPendingFlush();
        _outgoing.Writer.Complete();
        _incoming.Reader.CancelPendingRead();
        _incoming.Writer.CancelPendingFlush();
    }
}
