using Cells.Connections;
using Cells.Directories;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>Asks a running cell about itself, over the system contract that every cell of this version serves.</summary>
public sealed class CellSystemClient : IAsyncDisposable
{
    private static readonly CallDescriptor HealthCall = new(0, "Health") { Idempotent = true };
    private static readonly CallDescriptor SchemaCall = new(1, "Schema") { Idempotent = true };
    private static readonly CallDescriptor ForgetConsumerCall = new(2, "ForgetConsumer") { Idempotent = true };
    private static readonly CallDescriptor LoadCall = new(3, "Load") { Idempotent = true };

    private readonly CellChannel _channel;

    private CellSystemClient(CellChannel channel) => _channel = channel;

    /// <summary>A client of the cell that listens at <paramref name="socketPath"/>; connects at the first call.</summary>
    public static CellSystemClient ForSocket(string socketPath, CellChannelOptions? options = null)
        => new(CellChannel.ForSocket(socketPath, CellSystemContract.Contract, NoErrors, options));

    /// <summary>A client of the cell in <paramref name="directory"/>; connects at the first call.</summary>
    public static CellSystemClient ForDirectory(CellDirectory directory, CellChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new(CellChannel.ForDirectory(directory.Path, CellSystemContract.Contract, NoErrors, options ?? new CellChannelOptions()));
    }

    /// <summary>How the cell is.</summary>
    /// <exception cref="CellException">The cell cannot be asked.</exception>
    public ValueTask<CellHealth> HealthAsync(CancellationToken cancellationToken = default)
        => _channel.CallAsync<NoArguments, CellHealth, CellHealthCodec>(HealthCall, default, cancellationToken);

    /// <summary>The canonical schema document of the cell's contract.</summary>
    /// <exception cref="CellException">The cell cannot be asked.</exception>
    public ValueTask<string> SchemaAsync(CancellationToken cancellationToken = default)
        => _channel.CallAsync<NoArguments, string, StringCodec>(SchemaCall, default, cancellationToken);

    /// <summary>What the cell does for its clients, and what it takes for that.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unimplemented"/>: the cell was built with a version of Cells that does not count. Or the cell cannot be asked.</exception>
    public ValueTask<CellLoad> LoadAsync(CancellationToken cancellationToken = default)
        => _channel.CallAsync<NoArguments, CellLoad, CellLoadCodec>(LoadCall, default, cancellationToken);

    /// <summary>Makes the cell forget a consumer that it has met, in memory and in <c>cache/consumers/met/</c>.</summary>
    /// <param name="name">The consumer's name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the cell knew it.</returns>
    /// <exception cref="CellException">
    /// <see cref="CellStatus.FailedPrecondition"/>: the consumer is connected. <see cref="CellStatus.Unimplemented"/>: the cell was built with a version of Cells that does not know its consumers.
    /// Or the cell cannot be asked.
    /// </exception>
    public ValueTask<bool> ForgetConsumerAsync(string name, CancellationToken cancellationToken = default)
        => _channel.CallAsync<NameArgument, bool, BooleanCodec>(ForgetConsumerCall, new NameArgument(name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    /// <summary>Its calls declare no errors.</summary>
    internal static CellException? NoErrors(string name, CellStatus status, string message, ref WireReader members) => null;

    private readonly struct NameArgument(string name) : ICallPayload
    {
        public void Write(ref WireWriter writer) => StringCodec.Write(ref writer, name);
    }

    private readonly struct NoArguments : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
        }
    }
}
