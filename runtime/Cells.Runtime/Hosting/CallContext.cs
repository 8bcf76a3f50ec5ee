#pragma warning disable CA1822 // stub
namespace Cells;

/// <summary>What a handler may ask about its call. Take it as a parameter; it is no part of the contract.</summary>
public sealed class CallContext
{
    internal CallContext()
    {
    }

    /// <summary>The caller's name, as its handshake gave it.</summary>
    public string Caller => throw null!;

    /// <summary>The time left until the caller's deadline; null without one.</summary>
    public TimeSpan? Remaining => throw null!;

    /// <summary>Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long.</summary>
    public CancellationToken CancellationToken => throw null!;
}
