using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Cells.Directories;
using Cells.Hosting;
using Cells.Telemetry;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>Turns a declared error, as it arrived, into the contract's exception; null when the name is not known.</summary>
public delegate CellException? ErrorReader(string name, CellStatus status, string message, ref WireReader members);

/// <summary>A logical connection to one cell, for generated clients: connects at first use, and again after a restart.</summary>
/// <remarks>
/// Safe for concurrent use. Continuations of calls run on the thread pool, never on the thread that reads the connection, so that they may block.
/// A call that was certainly not executed is sent again on a new connection; one whose fate is unknown only when it is idempotent.
/// </remarks>
public sealed partial class CellChannel : IAsyncDisposable
{
    private readonly CellChannel _owner;
    private readonly ChannelClient _client;
    private readonly ChannelConnector _connector;
    private readonly CallOptions _options;
    private readonly bool _isPlain;

    private CellChannel(ChannelTarget target, CellContract contract, ErrorReader errors, CellChannelOptions options)
    {
        _owner = this;
        _client = new ChannelClient(contract, errors, options);
        _client.Schema.Changed += (_, change) => Changed?.Invoke(this, change);
        _connector = new ChannelConnector(target, _client);
        _client.Schema.ServedOn += (connection, time) => _ = _connector.TryLeaveAsync(connection, time);
        _options = CallOptions.None;
        _isPlain = IsPlain();
        AmbientCall.Keep();
    }

    // A view of a channel that makes its calls with options.
    private CellChannel(CellChannel owner, CallOptions options)
    {
        _owner = owner;
        _client = owner._client;
        _connector = owner._connector;
        _options = options;
        _isPlain = IsPlain();
    }

    private event EventHandler<CellSchemaChangedEventArgs>? Changed;

    /// <summary>The cell has come up with another schema than it had on this channel before, or says that it is about to.</summary>
    /// <remarks>
    /// Raised on the thread pool, in order, never for the first connection. Without a word of the cell a new schema is noticed when the channel connects again: at the next call.
    /// A handler may call the cell; what it throws is logged.
    /// </remarks>
    public event EventHandler<CellSchemaChangedEventArgs>? SchemaChanged
    {
        add => _owner.Changed += value;
        remove => _owner.Changed -= value;
    }

    /// <summary>Opens a channel to the dependency named <paramref name="alias"/> in the <c>cell.toml</c> of this process; does not connect yet.</summary>
    /// <param name="alias">The dependency's name.</param>
    /// <param name="contract">The contract to call.</param>
    /// <param name="errors">Reads declared errors.</param>
    /// <param name="assembly">
    /// The name of the assembly that calls. The record that its build laid beside the program says which calls it makes
    /// (<see cref="CellChannelOptions.UsedCalls"/>) and what it reads and writes. Null, or without a readable record of this contract: anything.
    /// </param>
    /// <param name="services">Has the logger factory, the clock and the interceptors of the channel; null for none, and the system's clock.</param>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: there is no <c>cell.toml</c>, or it names no such dependency.</exception>
    public static CellChannel ForDependency(string alias, CellContract contract, ErrorReader errors, string? assembly = null, IServiceProvider? services = null)
    {
        (ChannelTarget target, CellChannelOptions options) = services?.GetService(typeof(IDependencyConnector)) is IDependencyConnector connector
            ? (new ConnectorTarget(connector, alias), new CellChannelOptions { ClientName = connector.ClientName, Limits = connector.Limits })
            : DependencyTarget.Resolve(CellHostOptions.Find(services), alias);
        if (assembly is not null && UsageFile.Find(assembly) is { } record)
        {
            options = options with
            {
                UsedCalls = record.FindUsedCalls(alias, contract.Name, contract.Fingerprint),
                Usage = ClientUsage.Of(record.ToConsumer(alias, contract.Name, contract.Fingerprint, options.ClientName, options.ClientVersion)),
            };
        }

        return new CellChannel(target, contract, errors, services is null ? options : options.TakeFrom(services, contract.Name));
    }

    /// <summary>Opens a channel to the cell in <paramref name="directory"/>; does not connect yet.</summary>
    public static CellChannel ForDirectory(string directory, CellContract contract, ErrorReader errors)
        => ForDirectory(directory, contract, errors, new CellChannelOptions());

    /// <summary>Opens a channel to the cell in <paramref name="directory"/>; does not connect yet.</summary>
    public static CellChannel ForDirectory(string directory, CellContract contract, ErrorReader errors, CellChannelOptions options)
        => new(SocketTarget.ForDirectory(directory), contract, errors, options);

    /// <summary>Opens a channel to the cell that listens at <paramref name="socketPath"/>; does not connect yet.</summary>
    public static CellChannel ForSocket(string socketPath, CellContract contract, ErrorReader errors, CellChannelOptions? options = null)
        => new(new SocketTarget(Path.GetFullPath(socketPath), null), contract, errors, options ?? new CellChannelOptions());

    /// <summary>Opens a channel over a connection that exists: for tests and transports of one's own. It does not reconnect.</summary>
    /// <param name="transport">The connection, before the handshake. The channel takes it over, and disposes it when it is disposable.</param>
    /// <param name="contract">The contract to call.</param>
    /// <param name="errors">Reads declared errors.</param>
    /// <param name="options">Limits, name and clock.</param>
    public static CellChannel Over(IDuplexPipe transport, CellContract contract, ErrorReader errors, CellChannelOptions? options = null)
        => new(new TransportTarget(transport), contract, errors, options ?? new CellChannelOptions());

    /// <summary>The same channel, whose calls are made with <paramref name="options"/> on top of those that this one has.</summary>
    /// <remarks>It shares the connection and does not own it: disposing it does nothing.</remarks>
    public CellChannel With(CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CellChannel(_owner, _options.Merge(options));
    }

    /// <summary>Connects now rather than at the first call.</summary>
    /// <exception cref="CellException">The cell cannot be reached, or serves another contract.</exception>
    public async ValueTask ConnectAsync(CancellationToken cancellationToken = default)
        => await _connector.GetAsync(default, cancellationToken).ConfigureAwait(false);

    /// <summary>Calls and awaits the result.</summary>
    /// <exception cref="CellException">The call failed; <see cref="CellException.Outcome"/> says what is known.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled; the server is told.</exception>
    public ValueTask<TResult> CallAsync<TPayload, TResult, TCodec>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TCodec : struct, IWireCodec<TResult>
    {
        PayloadBody<TPayload> body = new(payload);
        return TryStart<PayloadBody<TPayload>, TResult, CodecDecoder<TResult, TCodec>>(call, body, cancellationToken) is { } direct
            ? direct.AsValueTask()
            : SendAsync<PayloadBody<TPayload>, TResult, CodecDecoder<TResult, TCodec>>(call, body, cancellationToken);
    }

    /// <summary>Calls and awaits the end of a call without a result.</summary>
    /// <inheritdoc cref="CallAsync{TPayload, TResult, TCodec}"/>
    public ValueTask CallAsync<TPayload>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
    {
        PayloadBody<TPayload> body = new(payload);
        return TryStart<PayloadBody<TPayload>, NoResult, EmptyDecoder>(call, body, cancellationToken) is { } direct
            ? direct.AsEnd()
            : Forget(SendAsync<PayloadBody<TPayload>, NoResult, EmptyDecoder>(call, body, cancellationToken));
    }

    /// <summary>Calls and blocks the thread until the result is there.</summary>
    /// <remarks>Safe on every thread but one that must stay free, as a user interface's: the answer is completed on the thread pool.</remarks>
    /// <inheritdoc cref="CallAsync{TPayload, TResult, TCodec}"/>
    public TResult Call<TPayload, TResult, TCodec>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TCodec : struct, IWireCodec<TResult>
    {
        BlockingCall.Begin();
        try
        {
            return BlockingCall.Wait(CallAsync<TPayload, TResult, TCodec>(call, payload, cancellationToken));
        }
        finally
        {
            BlockingCall.End();
        }
    }

    /// <summary>Calls and blocks the thread until a call without a result has ended.</summary>
    /// <inheritdoc cref="Call{TPayload, TResult, TCodec}"/>
    public void Call<TPayload>(CallDescriptor call, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
    {
        BlockingCall.Begin();
        try
        {
            PayloadBody<TPayload> body = new(payload);
            BlockingCall.Wait(TryStart<PayloadBody<TPayload>, NoResult, EmptyDecoder>(call, body, cancellationToken) is { } direct
                ? direct.AsValueTask()
                : SendAsync<PayloadBody<TPayload>, NoResult, EmptyDecoder>(call, body, cancellationToken));
        }
        finally
        {
            BlockingCall.End();
        }
    }

    /// <summary>Closes the connection; calls in flight fail with <see cref="CellStatus.Cancelled"/>. Nothing, on a channel that <see cref="With"/> gave.</summary>
    public ValueTask DisposeAsync() => _owner == this ? _connector.DisposeAsync() : ValueTask.CompletedTask;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask Forget(ValueTask<NoResult> call) => await call.ConfigureAwait(false);

    /// <summary>Opens a channel to <paramref name="target"/>.</summary>
    internal static CellChannel To(ChannelTarget target, CellContract contract, ErrorReader errors, CellChannelOptions options)
        => new(target, contract, errors, options);

    /// <summary>Keeps the connection.</summary>
    internal ChannelConnector Connector => _connector;

    /// <summary>What the server said of itself; connects when needed.</summary>
    internal async ValueTask<Welcome> GetWelcomeAsync(CancellationToken cancellationToken)
        => (await _connector.GetAsync(default, cancellationToken).ConfigureAwait(false)).Welcome;

    /// <summary>Makes a call: through the interceptors, where there are any.</summary>
    internal ValueTask<TResult> SendAsync<TBody, TResult, TDecoder>(CallDescriptor call, TBody body, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
        => _client.Options.Interceptors.Count == 0
            ? ObserveAsync<TBody, TResult, TDecoder>(call, body, _options, null, cancellationToken)
            : InterceptAsync<TBody, TResult, TDecoder>(call, body, cancellationToken);

    // Apart from its only caller, which must not pay for the closure.
    private ValueTask<TResult> InterceptAsync<TBody, TResult, TDecoder>(CallDescriptor call, TBody body, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
        => _client.Options.Interceptors[0] is ICallRecorder recorder ? recorder.Record<TBody, TResult, TDecoder>(call, body, null) : ClientInterception.RunAsync(
            _client.Options.Interceptors,
            new ClientCall($"{_client.Contract.Name}.{call.Name}", _options, cancellationToken),
            intercepted => ObserveAsync<TBody, TResult, TDecoder>(call, body, intercepted.Options, intercepted, intercepted.CancellationToken));

    /// <summary>Makes a call: within a span, where somebody listens.</summary>
    private ValueTask<TResult> ObserveAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, CallOptions options, ClientCall? intercepted, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
        => CallTelemetry.ObservesClients
            ? SendObservedAsync<TBody, TResult, TDecoder>(call, body, options, intercepted, cancellationToken)
            : SendAsync<TBody, TResult, TDecoder>(call, body, options, intercepted, cancellationToken);

    // Apart from its only caller, which must not pay for the closure.
    private ValueTask<TResult> SendObservedAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, CallOptions options, ClientCall? intercepted, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
        => ObservedCall.RunAsync(() => Observe(call), () => SendAsync<TBody, TResult, TDecoder>(call, body, options, intercepted, cancellationToken));

    /// <summary>Begins the observation of a call; null when nobody listens.</summary>
    private CallObservation? Observe(CallDescriptor call)
        => CallObservation.Begin(_client.Contract.Name, call.Name, _connector.Address, AmbientCall.Current);

    /// <summary>Makes a call again that was sent by <see cref="TryStart"/>, if it may be.</summary>
    /// <exception cref="CellException">It may not, or has failed for good.</exception>
    internal ValueTask<TResult> RepeatAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, Deadline deadline, CellException failure, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
        => SendAsync<TBody, TResult, TDecoder>(call, body, _options, null, cancellationToken, failure, deadline);

    /// <summary>Sends a call of which nothing but its arguments and its deadline is known to anybody, where there is a connection with a place for it; null elsewhere.</summary>
    private DirectCall<TBody, TResult, TDecoder>? TryStart<TBody, TResult, TDecoder>(CallDescriptor call, in TBody body, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        if (!_isPlain
            || call.ExactlyOnce
            || _connector.Pick() is not { IsOpen: true } connection
            || cancellationToken.IsCancellationRequested
            || body.Callbacks is not null
            || CallTelemetry.ObservesClients
            || AmbientCall.Current is not null
            || Activity.Current is not null)
        {
            return null;
        }

        Deadline deadline = OutgoingCall.DeadlineOf(call, _options, _client.Options.TimeProvider);
        return deadline.IsOver ? null : DirectCall<TBody, TResult, TDecoder>.TryStart(this, connection, _client.Contract.Name, call, body, deadline, cancellationToken);
    }

    private bool IsPlain() => _client.Options.Interceptors.Count == 0 && _options is { Metadata.Count: 0, OnResponseMetadata: null, Lease: null };

    /// <summary>Sends a request until it is answered, or has failed for good.</summary>
    /// <param name="call">The call.</param>
    /// <param name="body">The arguments.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="intercepted">What interceptors know it by; null without any.</param>
    /// <param name="cancellationToken">Its caller's own cancellation.</param>
    /// <param name="failure">How the first attempt, of <see cref="TryStart"/>, has failed; null before that.</param>
    /// <param name="deadline">The deadline that the first attempt had.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<TResult> SendAsync<TBody, TResult, TDecoder>(
        CallDescriptor call, TBody body, CallOptions options, ClientCall? intercepted, CancellationToken cancellationToken, CellException? failure = null, Deadline deadline = default)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        OutgoingCall outgoing = failure is null
            ? OutgoingCall.Begin(_client.Contract, call, options, _client.Options.TimeProvider, cancellationToken)
            : OutgoingCall.Plain(_client.Contract, call, deadline, cancellationToken);
        CallAttempts attempts = new(outgoing, _connector);
        ResponseMetadata? received = options is { OnResponseMetadata: null, Lease: null } && intercepted is null ? null : new(options.Lease);
        try
        {
            while (true)
            {
                try
                {
                    if (failure is not null)
                    {
                        CellException first = failure;
                        failure = null;
                        throw first;
                    }

                    ClientConnection connection = await attempts.ConnectAsync().ConfigureAwait(false);
                    attempts.ThrowIfOver(connection);
                    await connection.WaitForRoomAsync(call.Name, outgoing.Deadline, outgoing.CancellationToken).ConfigureAwait(false);
                    if (!connection.TryReserve())
                    {
                        await connection.ReserveAsync(call.Name, outgoing.Deadline, outgoing.CancellationToken).ConfigureAwait(false);
                    }

                    return await connection.Start<TBody, TResult, TDecoder>(
                        call, body, outgoing.MetadataWith(attempts.KeyFor(connection)), outgoing.Deadline, received, outgoing.CancellationToken).ConfigureAwait(false);
                }
                catch (CellException e)
                {
                    if (!attempts.TryRepeat(e))
                    {
                        CellException settled = attempts.Settle(e);
                        if (settled != e)
                        {
                            throw settled;
                        }

                        throw;
                    }
                }

                await attempts.BackOffAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            outgoing.End();
            received?.Deliver(options, intercepted);
        }
    }
}
