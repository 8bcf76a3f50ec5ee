using System.Runtime.CompilerServices;
using Cells.Connections;
using Cells.Framing;
using Cells.Wire;

namespace Cells.Hosting;

/// <content>The one answer, and what goes out beside it.</content>
public sealed partial class ServerCall
{
    private Dictionary<string, string>? _responseMetadata;

    /// <summary>What goes out beside the answer; null for nothing.</summary>
    internal IReadOnlyCollection<KeyValuePair<string, string>>? ResponseMetadata
    {
        get
        {
            if (Volatile.Read(ref _responseMetadata) is null)
            {
                return null;
            }

            lock (_gate)
            {
                return _responseMetadata?.ToArray();
            }
        }
    }

    /// <summary>Whether the result is the whole answer, and nobody else is to have it.</summary>
    private bool IsSentAsIs => Interception is null && Keyed is null && _responseMetadata is null;

    /// <summary>Replies with nothing when <paramref name="handler"/> ends; its exceptions become the call's error.</summary>
    public ValueTask ReplyAsync(ValueTask handler)
    {
        if (!handler.IsCompletedSuccessfully)
        {
            return ReplyLaterAsync(handler);
        }

        handler.GetAwaiter().GetResult();
        Reply();
        return default;
    }

    /// <summary>Replies with the value of <paramref name="handler"/> when it ends; its exceptions become the call's error.</summary>
    public ValueTask ReplyAsync<T, TCodec>(ValueTask<T> handler)
        where TCodec : struct, IWireCodec<T>
    {
        if (!handler.IsCompletedSuccessfully)
        {
            return ReplyLaterAsync<T, TCodec>(handler);
        }

        Reply<T, TCodec>(handler.Result);
        return default;
    }

    /// <summary>Replies with nothing.</summary>
    public void Reply() => Connection.Reply(this, []);

    /// <summary>Replies with <paramref name="result"/>.</summary>
    /// <exception cref="CellException">The result cannot be sent.</exception>
    public void Reply<T, TCodec>(in T result)
        where TCodec : struct, IWireCodec<T>
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent(IsSentAsIs ? Connection.BodyStore : null);
        ResultEncoder.Encode<T, TCodec>(this, result, buffer);
        Connection.Reply(this, buffer.WrittenSpan);
    }

    /// <summary>Replies that the cell does not have the call; to a subscription, with the events.</summary>
    public ValueTask ReplyUnimplemented()
    {
        if (Dispatcher.Events is { } events && Dispatcher.IsEvent(Index))
        {
            OpenRequest().Complete();
            return events.ReplyAsync(this);
        }

        Connection.ReplyError(this, new ErrorBody(CellStatus.Unimplemented, $"{Dispatcher.Contract.Name} has no call number {Index} that this version serves")
        {
            Outcome = CallOutcome.NotExecuted,
        });
        return default;
    }

    /// <summary>Replies that an argument breaks a constraint of the contract.</summary>
    /// <param name="refusal">What is wrong, for people.</param>
    public ValueTask ReplyRefusal(string refusal)
    {
        Connection.ReplyError(this, new ErrorBody(CellStatus.InvalidArgument, $"{Dispatcher.NameOf(Index)} refuses its arguments: {refusal}")
        {
            Outcome = CallOutcome.NotExecuted,
        });
        return default;
    }

    /// <summary>Adds to what goes out beside the answer; false when the handler has ended.</summary>
    /// <param name="use">The use that is meant.</param>
    /// <param name="key">The entry's name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="InvalidOperationException">The call has its answer.</exception>
    internal bool TrySetResponseMetadata(int use, string key, string value)
    {
        lock (_gate)
        {
            if (use != _use)
            {
                return false;
            }

            if (_isEnded)
            {
                throw new InvalidOperationException($"{Dispatcher.NameOf(Index)} has been answered; nothing can be sent beside the answer any more");
            }

            (_responseMetadata ??= new(StringComparer.Ordinal))[key] = value;
            return true;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReplyLaterAsync(ValueTask handler)
    {
        await handler.ConfigureAwait(false);
        Reply();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReplyLaterAsync<T, TCodec>(ValueTask<T> handler)
        where TCodec : struct, IWireCodec<T>
        => Reply<T, TCodec>(await handler.ConfigureAwait(false));
}
