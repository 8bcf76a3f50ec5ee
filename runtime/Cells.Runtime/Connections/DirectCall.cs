namespace Cells.Connections;

/// <summary>A call that its channel sends at once, because nothing has to be waited for: it is awaited itself, without a state machine around it.</summary>
/// <remarks>If it has to be sent again, that is done by the way that all other calls go, behind the same awaitable.</remarks>
internal sealed class DirectCall<TBody, TResult, TDecoder> : PendingCall<TResult, TDecoder>
    where TBody : struct, IRequestBody
    where TDecoder : struct, IResponseDecoder<TResult>
{
    private static readonly ObjectPool<DirectCall<TBody, TResult, TDecoder>> Pool = new();

    private CellChannel? _channel;
    private CallDescriptor? _call;
    private TBody _body;
    private CancellationToken _cancellation;

    /// <summary>Sends a call of <paramref name="channel"/>; null, and nothing has happened, when its caller has to wait.</summary>
    public static DirectCall<TBody, TResult, TDecoder>? TryStart(
        CellChannel channel, ClientConnection connection, string contract, CallDescriptor call, in TBody body, Deadline deadline, CancellationToken cancellationToken)
    {
        DirectCall<TBody, TResult, TDecoder> direct = Pool.TryTake() ?? new();
        direct.Begin(contract, call.Name);
        direct._channel = channel;
        direct._call = call;
        direct._body = body;
        direct._cancellation = cancellationToken;
        // Also where it is not sent: a repetition has what is left of it.
        direct.Deadline = deadline;
        try
        {
            if (connection.TryStart(direct, call, body, deadline, cancellationToken))
            {
                return direct;
            }
        }
        catch (Exception e)
        {
            // As from an awaited call, wherever it fails.
            direct.Fail(e);
            return direct;
        }

        direct.Return();
        return null;
    }

    /// <inheritdoc/>
    public override void Fail(Exception error, CompletionQueue? queue = null)
    {
        if (error is CellException failure && failure.Status == CellStatus.Unavailable)
        {
            _ = RepeatAsync(failure);
        }
        else
        {
            base.Fail(error, queue);
        }
    }

    /// <inheritdoc/>
    protected override void Return()
    {
        _channel = null;
        _body = default;
        _cancellation = default;
        Pool.Return(this);
    }

    private async Task RepeatAsync(CellException failure)
    {
        // Not on the thread that reads.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        TResult? result = default;
        Exception? error = null;
        try
        {
            result = await _channel!.RepeatAsync<TBody, TResult, TDecoder>(_call!, _body, Deadline, failure, _cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            error = e;
        }

        CompleteWith(error, result);
    }
}
