using System.IO.Pipelines;
using Cells.Testing.Faults;
using Cells.Transports;

namespace Cells.Testing;

/// <summary>What goes wrong on connections to a cell. Each setting holds for connections that are made after it; what is random comes from <see cref="TestMeshOptions.Seed"/>.</summary>
public sealed class CellFaults
{
    /// <summary>Whether connections are refused, as those to a cell that does not run.</summary>
    public bool Refuses { get; set; }

    /// <summary>How long whatever is sent takes, in each direction, by the mesh's clock. No time unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan Delay
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>How much longer it takes at most: a random part of this is added to <see cref="Delay"/> each time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan Jitter
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>The most bytes that arrive at once, in pieces of random size; null, the default, for those in which they were sent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? LargestPiece
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1);
            field = value;
        }
    }

    /// <summary>Cuts each connection after a random number of bytes below this, in one direction or the other; null, the default, for never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? CutWithin
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1);
            field = value;
        }
    }

    /// <summary>The end of a connection with these faults.</summary>
    internal IDuplexPipe Apply(InMemoryTransport end, TestMesh mesh)
    {
        if (Delay == default && Jitter == default && LargestPiece is null && CutWithin is null)
        {
            return end;
        }

        Random random = mesh.NextRandom();
        PipeReader input = LargestPiece is int largest ? new PiecewiseReader(end.Input, random, largest) : end.Input;
        long cutAfter = CutWithin is int within ? random.Next(within) : long.MaxValue;
        return new FaultyTransport(end, input, new FaultyWriter(end.Output, mesh.Options.TimeProvider, mesh.NextRandom(), Delay, Jitter, cutAfter, end.Dispose));
    }
}
