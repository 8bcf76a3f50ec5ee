using System.IO.Pipelines;
using Cells.Testing.Faults;
using Cells.Transports;

namespace Cells.Runtime.Tests.Faults;

/// <summary>One end of a connection on which things go wrong as a test says.</summary>
internal sealed class FaultyTransport : IDuplexPipe, IDisposable
{
    private readonly InMemoryTransport _inner;
    private readonly CuttingWriter _writer;

    /// <summary>Takes over <paramref name="inner"/>.</summary>
    /// <param name="inner">The sound end.</param>
    /// <param name="random">Decides in which pieces bytes arrive; null for those in which they were sent.</param>
    /// <param name="largestPiece">The most bytes that arrive at once.</param>
    /// <param name="cutAfter">The bytes that this end sends before the connection is cut.</param>
    /// <param name="isHalfClosed">Whether the cut ends only what this end sends.</param>
    public FaultyTransport(InMemoryTransport inner, Random? random = null, int largestPiece = 1, long cutAfter = long.MaxValue, bool isHalfClosed = false)
    {
        _inner = inner;
        _writer = new CuttingWriter(inner.Output, cutAfter, isHalfClosed ? () => inner.Output.Complete() : inner.Dispose);
        Input = random is null ? inner.Input : new PiecewiseReader(inner.Input, random, largestPiece);
    }

    public PipeReader Input { get; }

    public PipeWriter Output => _writer;

    /// <summary>What this end has sent. Not while it sends.</summary>
    public byte[] Sent => _writer.Sent;

    public void Dispose() => _inner.Dispose();
}
