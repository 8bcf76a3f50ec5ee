using Cells.Connections;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>One call at its server on its way through the interceptors. Its answer is held until the whole chain has ended.</summary>
internal sealed class InterceptedCall(ServerCall call)
{
    private byte[]? _reply;
    private ErrorBody? _refusal;
    private bool _isHandled;
    private bool _isOver;

    /// <summary>Runs the chain and answers. What it throws is the call's error.</summary>
    public async ValueTask RunAsync()
    {
        // An interceptor that awaits before it goes on outlives the connection's buffer.
        IDisposable kept = call.KeepRequest();
        try
        {
            Func<CallContext, ValueTask> next = HandleAsync;
            for (int i = call.Dispatcher.Interceptors.Count - 1; i >= 0; i--)
            {
                IServerInterceptor interceptor = call.Dispatcher.Interceptors[i];
                Func<CallContext, ValueTask> inner = next;
                next = context => interceptor.InvokeAsync(context, inner);
            }

            await next(call.Context).ConfigureAwait(false);
        }
        finally
        {
            _isOver = true;
            call.ReleaseRequest(kept);
        }

        if (_reply is not null)
        {
            call.Connection.Reply(call, _reply);
        }
        else if (!_isHandled)
        {
            throw new InvalidOperationException($"an interceptor of {call.Dispatcher.NameOf(call.Index)} returned without awaiting the rest of the chain");
        }
        else if (_refusal is not null)
        {
            throw new InvalidOperationException($"an interceptor of {call.Dispatcher.NameOf(call.Index)} returned where the call had been refused: {_refusal.Message}");
        }
    }

    /// <summary>Takes the result in; false when the chain has ended, and it can be sent.</summary>
    public bool TryHold(ReadOnlySpan<byte> reply)
    {
        if (_isOver)
        {
            return false;
        }

        _reply = reply.ToArray();
        return true;
    }

    /// <summary>Takes a refusal in; false when the chain has ended, and it can be sent.</summary>
    public bool TryHold(ErrorBody refusal)
    {
        if (_isOver)
        {
            return false;
        }

        _refusal = refusal;
        return true;
    }

    private async ValueTask HandleAsync(CallContext context)
    {
        if (_isHandled)
        {
            throw new InvalidOperationException($"an interceptor of {context.Call} awaited the rest of the chain twice");
        }

        _isHandled = true;
        ValueTask handler;
        try
        {
            handler = call.Dispatcher.DispatchAsync(call);
        }
        catch (CellFormatException e)
        {
            call.Connection.RefuseArguments(call, call.Locate(e));
            handler = default;
        }

        await handler.ConfigureAwait(false);
        if (_refusal is not null)
        {
            throw new RefusedCallException(_refusal);
        }
    }
}

/// <summary>A call that was refused before its handler ran, as interceptors see it.</summary>
internal sealed class RefusedCallException : CellException
{
    public RefusedCallException(ErrorBody refusal)
        : base(refusal.Status, refusal.Message)
    {
        Outcome = refusal.Outcome;
        Refusal = refusal;
    }

    /// <summary>What the caller is told.</summary>
    public ErrorBody Refusal { get; }
}
