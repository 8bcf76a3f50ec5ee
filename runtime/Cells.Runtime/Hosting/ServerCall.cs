#pragma warning disable CA1822 // stub
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>One call at its server, for generated code.</summary>
public sealed class ServerCall
{
    internal ServerCall()
    {
    }

    /// <summary>The call's number in the contract.</summary>
    public int Index => throw null!;

    /// <summary>Cancelled when the caller cancels, its deadline passes, it disconnects, or the cell has drained too long.</summary>
    public CancellationToken CancellationToken => throw null!;

    /// <summary>The context that a handler may take as a parameter.</summary>
    public CallContext Context => throw null!;

    /// <summary>A reader of the arguments.</summary>
    public WireReader OpenRequest() => throw null!;

    /// <summary>Replies with nothing when <paramref name="handler"/> ends; its exceptions become the call's error.</summary>
    public ValueTask ReplyAsync(ValueTask handler) => throw null!;

    /// <summary>Replies with the value of <paramref name="handler"/> when it ends; its exceptions become the call's error.</summary>
    public ValueTask ReplyAsync<T, TCodec>(ValueTask<T> handler)
        where TCodec : struct, IWireCodec<T>
        => throw null!;

    /// <summary>Replies with nothing.</summary>
    public void Reply() => throw null!;

    /// <summary>Replies with <paramref name="result"/>.</summary>
    public void Reply<T, TCodec>(in T result)
        where TCodec : struct, IWireCodec<T>
        => throw null!;

    /// <summary>Replies that the cell does not have the call.</summary>
    public ValueTask ReplyUnimplemented() => throw null!;

    /// <summary>Runs a handler that blocks on the thread pool, so that it never holds up the thread that reads the connection.</summary>
    public ValueTask RunBlockingAsync<TCell>(TCell cell, Func<TCell, ServerCall, ValueTask> handler) => throw null!;
}
