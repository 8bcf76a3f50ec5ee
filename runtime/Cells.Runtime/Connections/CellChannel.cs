#pragma warning disable CA1822 // stub
using Cells.Wire;

namespace Cells.Connections;

/// <summary>Turns a declared error, as it arrived, into the contract's exception; null when the name is not known.</summary>
public delegate CellException? ErrorReader(string name, CellStatus status, string message, ref WireReader members);

/// <summary>A logical connection to one cell, for generated clients: connects at first use, and again after a restart.</summary>
public sealed class CellChannel : IAsyncDisposable
{
    internal CellChannel()
    {
    }

    /// <summary>Opens a channel to the dependency named <paramref name="alias"/> in the <c>cell.toml</c> of this process; does not connect yet.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: there is no <c>cell.toml</c>, or it names no such dependency.</exception>
    public static CellChannel ForDependency(string alias, CellContract contract, ErrorReader errors) => throw null!;

    /// <summary>Opens a channel to the cell in <paramref name="directory"/>; does not connect yet.</summary>
    public static CellChannel ForDirectory(string directory, CellContract contract, ErrorReader errors) => throw null!;

    /// <summary>Connects now rather than at the first call.</summary>
    public ValueTask ConnectAsync(CancellationToken cancellationToken = default) => throw null!;

    /// <summary>Calls and awaits the result.</summary>
    public ValueTask<TResult> CallAsync<TPayload, TResult, TCodec>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TCodec : struct, IWireCodec<TResult>
        => throw null!;

    /// <summary>Calls and awaits the end of a call without a result.</summary>
    public ValueTask CallAsync<TPayload>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        => throw null!;

    /// <summary>Calls and blocks the thread until the result is there.</summary>
    public TResult Call<TPayload, TResult, TCodec>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TCodec : struct, IWireCodec<TResult>
        => throw null!;

    /// <summary>Calls and blocks the thread until a call without a result has ended.</summary>
    public void Call<TPayload>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        => throw null!;

    /// <summary>Closes the connection; calls in flight fail with <see cref="CellStatus.Cancelled"/>.</summary>
    public ValueTask DisposeAsync() => throw null!;
}
