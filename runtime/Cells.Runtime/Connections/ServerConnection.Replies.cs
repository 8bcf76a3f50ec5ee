using Cells.Framing;
using Cells.Hosting;
using Cells.Wire;

namespace Cells.Connections;

/// <content>The one answer that each call gets.</content>
internal sealed partial class ServerConnection
{
    /// <summary>Answers with a result.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: the client does not take so large a frame.</exception>
    public void Reply(ServerCall call, ReadOnlySpan<byte> payload)
    {
        if (call.Interception is { } interception && interception.TryHold(payload))
        {
            return;
        }

        IReadOnlyCollection<KeyValuePair<string, string>>? metadata = call.ResponseMetadata;
        if (metadata is null && call.Keyed is null)
        {
            CheckSize(payload.Length);
            if (call.TryEnd())
            {
                call.Observation?.Succeed();
                End(call, FrameType.Response, FrameFlags.None, payload);
            }

            return;
        }

        using PayloadBuffer body = Frame(metadata, payload);
        CheckSize(body.Length);
        if (call.TryEnd())
        {
            call.Observation?.Succeed();
            Keep(call, new StoredReply(call.Keyed is null ? [] : payload.ToArray(), null, metadata));
            End(call, FrameType.Response, FlagsOf(metadata), body.WrittenSpan);
        }
    }

    /// <summary>Answers a duplicate as the first call of its key was.</summary>
    public void Answer(ServerCall duplicate, StoredReply reply)
    {
        if (duplicate.TryEnd())
        {
            duplicate.Observation?.Answer(reply.Error?.Status, reply.Error?.ErrorId);
            EndAs(duplicate, reply);
        }
    }

    /// <summary>Answers that there are no more items.</summary>
    public void ReplyEnd(ServerCall call)
    {
        IReadOnlyCollection<KeyValuePair<string, string>>? metadata = call.ResponseMetadata;
        using PayloadBuffer body = Frame(metadata, []);
        if (call.TryEnd())
        {
            call.Observation?.Succeed();
            Keep(call, new StoredReply([], null, metadata));
            End(call, FrameType.StreamEnd, FlagsOf(metadata), body.WrittenSpan);
        }
    }

    /// <summary>Answers with an error.</summary>
    public void ReplyError(ServerCall call, ErrorBody error)
    {
        if (call.Interception is { } interception && interception.TryHold(error))
        {
            return;
        }

        IReadOnlyCollection<KeyValuePair<string, string>>? metadata = call.ResponseMetadata;
        if (call.TryEnd())
        {
            call.Observation?.Answer(error.Status, error.ErrorId);
            Keep(call, new StoredReply(null, error, metadata));
            EndWith(call, error, metadata);
        }
    }

    /// <summary>Answers that the arguments cannot be read: a dispatcher reads them before it calls the handler, and at once.</summary>
    public void RefuseArguments(ServerCall call, CellFormatException reason)
    {
        string message = $"the arguments of {_dispatcher.NameOf(call.Index)} cannot be read: {reason.Message}";
        ReplyError(call, reason.IsUnmappable
            ? Refusal(CellStatus.Incompatible, message) with { Path = reason.TypePath }
            : Refusal(CellStatus.InvalidArgument, message));
    }

    private static FrameFlags FlagsOf(IReadOnlyCollection<KeyValuePair<string, string>>? metadata)
        => metadata is null ? FrameFlags.None : FrameFlags.Metadata;

    /// <summary>The body of a response.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: the metadata is over 65,535 bytes.</exception>
    private static PayloadBuffer Frame(IReadOnlyCollection<KeyValuePair<string, string>>? metadata, ReadOnlySpan<byte> payload)
    {
        PayloadBuffer body = PayloadBuffer.Rent();
        if (metadata is not null)
        {
            new CallMetadata { User = metadata }.Write(body);
        }

        body.Append(payload);
        return body;
    }

    private static void Keep(ServerCall call, StoredReply reply)
    {
        if (call.Keyed is { } keyed && keyed.First == call)
        {
            keyed.Complete(reply);
        }
    }

    private void CheckSize(int length)
    {
        if (length > Hello.MaxFrame)
        {
            throw TooLarge(length);
        }
    }

    private CellException TooLarge(int length)
        => new(CellStatus.ResourceExhausted, $"the response has {length} bytes and '{Hello.ClientName}' takes {Hello.MaxFrame} (max_frame)");

    private void EndAs(ServerCall call, StoredReply reply)
    {
        if (reply.Result is null)
        {
            EndWith(call, reply.Error!, reply.Metadata);
            return;
        }

        using PayloadBuffer body = Frame(reply.Metadata, reply.Result);
        if (body.Length > Hello.MaxFrame)
        {
            EndWith(call, new ErrorBody(CellStatus.ResourceExhausted, TooLarge(body.Length).Message), null);
            return;
        }

        End(call, FrameType.Response, FlagsOf(reply.Metadata), body.WrittenSpan);
    }

    private void EndWith(ServerCall call, ErrorBody error, IReadOnlyCollection<KeyValuePair<string, string>>? metadata)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        FrameFlags flags = Write(error, metadata, buffer);
        End(call, FrameType.Error, flags, buffer.WrittenSpan);
    }

    /// <summary>Appends the body of an error to <paramref name="buffer"/>, which is empty.</summary>
    private FrameFlags Write(ErrorBody error, IReadOnlyCollection<KeyValuePair<string, string>>? metadata, PayloadBuffer buffer)
    {
        FrameFlags flags = FrameFlags.None;
        if (metadata is not null && new CallMetadata { User = metadata }.TryWrite(buffer))
        {
            flags = FrameFlags.Metadata;
        }

        return error.Write(buffer, Hello.MaxFrame, "the client") ? flags : FrameFlags.None;
    }
}
