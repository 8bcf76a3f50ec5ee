using Cells.Wire;

namespace Cells.Connections;

/// <summary>A declared error whose type the caller does not know.</summary>
public sealed class UntypedCellException : CellException
{
    internal UntypedCellException(CellStatus status, string message, string errorName, ReadOnlyMemory<byte> members)
        : base(status, message)
    {
        ErrorName = errorName;
        Members = members;
    }

    /// <summary>The full name of the declared error's type.</summary>
    public string ErrorName { get; }

    /// <summary>The error's members, encoded as an object.</summary>
    public ReadOnlyMemory<byte> Members { get; }
}

/// <summary>Calls a cell with bytes: for tools that know the schema at run time, as <c>cells call</c> does.</summary>
/// <remarks>Built against no contract, it is no consumer that a change could break, and the cell does not remember it.</remarks>
public sealed partial class UntypedCellClient : IAsyncDisposable
{
    private readonly CellChannel _channel;

    private UntypedCellClient(CellChannel channel) => _channel = channel;

    /// <summary>Opens a client of the cell that listens at <paramref name="socketPath"/>; connects at the first call.</summary>
    /// <param name="socketPath">The socket.</param>
    /// <param name="contract">The contract's name, as <see cref="CellSchemaQuery"/> gave it.</param>
    /// <param name="fingerprint">The fingerprint, as <see cref="CellSchemaQuery"/> gave it.</param>
    /// <param name="options">Limits and name.</param>
    public static UntypedCellClient ForSocket(string socketPath, string contract, string fingerprint, CellChannelOptions? options = null)
        => new(CellChannel.ForSocket(
            socketPath, new CellContract(contract, fingerprint, ""), ReadError, (options ?? new CellChannelOptions()) with { IsTool = true }));

    /// <summary>Calls and awaits the encoded result.</summary>
    /// <param name="index">The call's number: its index in the schema.</param>
    /// <param name="name">The call's name, for errors.</param>
    /// <param name="payload">The arguments, encoded back to back.</param>
    /// <param name="deadline">The time for the call; null for none.</param>
    /// <param name="cancellationToken">Cancels the call; the server is told.</param>
    /// <exception cref="UntypedCellException">The call answered with a declared error.</exception>
    /// <exception cref="CellException">The call failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<byte[]> CallAsync(
        int index, string name, ReadOnlyMemory<byte> payload, TimeSpan? deadline = null, CancellationToken cancellationToken = default)
    {
        return await _channel.With(new CallOptions { Deadline = deadline }).SendAsync<BytesBody, byte[], BytesDecoder>(
            Describe(index, name), new BytesBody(payload), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static CallDescriptor Describe(int index, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(index, ushort.MaxValue);
        return new CallDescriptor(index, name);
    }

    // What no reader knows arrives as an UntypedCellException.
    private static CellException? ReadError(string name, CellStatus status, string message, ref WireReader members) => null;
}
