using Cells.Wire;

namespace Cells.Connections;

/// <summary>A call that came in and is being handled: what the calls that its handler makes inherit, and what its failure is described by.</summary>
internal interface IHandledCall
{
    /// <summary>The full name, for people: <c>Shop.Catalog.Get</c>.</summary>
    string Name { get; }

    /// <summary>What handles it, for people.</summary>
    string Side { get; }

    /// <summary>When the call is over.</summary>
    Deadline Deadline { get; }

    /// <summary>Cancelled when nobody waits for the answer any more.</summary>
    CancellationToken CancellationToken { get; }

    /// <summary>The W3C trace context that it came with, or null.</summary>
    string? TraceParent { get; }

    /// <summary>The W3C state of that trace, or null.</summary>
    string? TraceState { get; }

    /// <summary>The chain of callers with this call at its end.</summary>
    IReadOnlyList<string> OwnChain { get; }

    /// <summary>Why the caller no longer waits, or may no longer be waited for: <see cref="CellStatus.DeadlineExceeded"/> or <see cref="CellStatus.Cancelled"/>; null while it does.</summary>
    CellStatus? Cancellation { get; }

    /// <summary>Whether it has its answer.</summary>
    bool IsEnded { get; }

    /// <summary>Writes an error that the call declares; false for any other.</summary>
    bool TryWriteError(CellException error, out string name, ref WireWriter writer);
}
