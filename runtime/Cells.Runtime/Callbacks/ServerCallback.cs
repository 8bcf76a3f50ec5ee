using Cells.Connections;
using Cells.Telemetry;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>A callback that a client passed with a call, for the generated implementation of its interface. It lives as long as that call.</summary>
public sealed class ServerCallback
{
    private readonly ServerCall _call;
    private readonly byte _parameter;
    private readonly PlannedCallback? _plan;

    internal ServerCallback(ServerCall call, byte parameter, ErrorReader? errors, PlannedCallback? plan)
    {
        _call = call;
        _parameter = parameter;
        _plan = plan;
        Errors = errors;
    }

    /// <summary>The call that passed the callback.</summary>
    internal ServerCall Call => _call;

    /// <summary>Reads declared errors of the interface; null when it declares none.</summary>
    internal ErrorReader? Errors { get; }

    /// <summary>Calls the client and awaits the result.</summary>
    /// <exception cref="CellException">
    /// The call failed. <see cref="CellStatus.FailedPrecondition"/>: the call that passed the callback has ended.
    /// </exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/>, or the call that passed the callback, was cancelled; the client is told.</exception>
    public ValueTask<TResult> CallAsync<TPayload, TResult, TCodec>(CallbackMethod method, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        where TCodec : struct, IWireCodec<TResult>
        => ObserveAsync<PayloadBody<TPayload>, TResult, CodecDecoder<TResult, TCodec>>(method, new(payload), cancellationToken);

    /// <summary>Calls the client and awaits the end of a method without a result.</summary>
    /// <inheritdoc cref="CallAsync{TPayload, TResult, TCodec}"/>
    public ValueTask CallAsync<TPayload>(CallbackMethod method, in TPayload payload, CancellationToken cancellationToken)
        where TPayload : struct, ICallPayload
        => ForgetAsync(ObserveAsync<PayloadBody<TPayload>, NoResult, EmptyDecoder>(method, new(payload), cancellationToken));

    private static async ValueTask ForgetAsync(ValueTask<NoResult> call) => await call.ConfigureAwait(false);

    private ValueTask<TResult> ObserveAsync<TBody, TResult, TDecoder>(CallbackMethod method, TBody arguments, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        ArgumentNullException.ThrowIfNull(method);
        return CallTelemetry.ObservesClients
            ? ObservedCall.RunAsync(
                () => CallObservation.Begin(method.Interface, method.Call.Name, address: null, _call),
                () => SendAsync<TBody, TResult, TDecoder>(method, arguments, cancellationToken))
            : SendAsync<TBody, TResult, TDecoder>(method, arguments, cancellationToken);
    }

    private async ValueTask<TResult> SendAsync<TBody, TResult, TDecoder>(CallbackMethod method, TBody arguments, CancellationToken cancellationToken)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        PlannedCall? plan = _plan?.Find(method.Index);
        if (_plan is not null && plan is null)
        {
            throw Failure(method, CellStatus.Unimplemented, "the client was built against a version of the interface without it");
        }

        ThrowIfEnded(method);
        OutgoingCall outgoing = OutgoingCall.Begin(method.Interface, method.Call, CallOptions.None, _call, _call.Connection.Clock, cancellationToken);
        try
        {
            await _call.Connection.WaitForRoomAsync(method.Interface, method.Call.Name, outgoing.Deadline, outgoing.CancellationToken).ConfigureAwait(false);
            ThrowIfEnded(method);
            if (outgoing.Deadline.IsOver)
            {
                throw Failure(method, CellStatus.DeadlineExceeded, "the deadline passed before the request was sent");
            }

            return await _call.Connection.Callbacks.Start<TBody, TResult, TDecoder>(
                this, method, new(new(_call.Correlation, _parameter), arguments), plan, outgoing).ConfigureAwait(false);
        }
        finally
        {
            outgoing.End();
        }
    }

    private void ThrowIfEnded(CallbackMethod method)
    {
        if (_call.HasEnded)
        {
            throw Failure(method, CellStatus.FailedPrecondition, "the call that passed the callback has ended");
        }
    }

    internal static CellException Failure(CallbackMethod method, CellStatus status, string message)
        => new(status, $"{method.Name}: {message}") { Outcome = CallOutcome.NotExecuted, Call = method.Name };
}
