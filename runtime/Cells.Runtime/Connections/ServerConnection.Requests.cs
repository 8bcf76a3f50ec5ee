using System.Buffers;
using Cells.Framing;
using Cells.Hosting;
using Cells.Transcoding;
using Cells.Wire;

namespace Cells.Connections;

/// <content>What becomes of a request: bound, counted, run, and answered in any case.</content>
internal sealed partial class ServerConnection
{
    private void OnRequest(in FrameHeader header, ReadOnlySequence<byte> body)
    {
        if (header.Correlation is 0 or > int.MaxValue)
        {
            throw new CellProtocolException($"a request came under correlation 0x{header.Correlation:X8}, which is none of a client");
        }

        CallMetadata metadata = (header.Flags & FrameFlags.Metadata) != 0 ? CallMetadata.Read(ref body) : CallMetadata.None;
        Deadline deadline = metadata.DeadlineMs is uint left ? Deadline.After(TimeSpan.FromMilliseconds(left), _clock) : default;
        (int index, Transcoder? rewriting, ErrorBody? refusal) = Bind(header.Call);
        ServerCall call = ServerCall.Rent(this, _dispatcher, index, header, metadata, deadline, body);
        call.StartedAt = ArrivedAt;
        if (!TryAccept(call, ref refusal))
        {
            return;
        }

        call.Observe();
        if (refusal is not null)
        {
            call.Observation?.Answer(refusal.Status);
            SendRefusal(header, refusal);
        }
        else if (deadline.IsOver)
        {
            ReplyError(call, Refusal(CellStatus.DeadlineExceeded, "the deadline had passed when the request arrived"));
        }
        else if (metadata.IdempotencyKey is { } key && !IsFirst(call, key))
        {
            // Answered, or it waits for the first.
        }
        else if (rewriting is null)
        {
            Run(call);
        }
        else
        {
            Run(call, rewriting, body);
        }
    }

    /// <summary>Counts a call, and enters it into the table unless it is refused; false when the go-away on its way says that it is not executed.</summary>
    private bool TryAccept(ServerCall call, ref ErrorBody? refusal)
    {
        lock (Gate)
        {
            if (_isDraining)
            {
                return false;
            }

            _accepted++;
            if (_calls.Count >= _limits.MaxInflight)
            {
                refusal = Refusal(CellStatus.ResourceExhausted, $"the connection has {_limits.MaxInflight} calls in flight (max_inflight)");
            }

            if (refusal is null)
            {
                if (!_calls.TryAdd(call.Correlation, call))
                {
                    throw new CellProtocolException($"a request came under correlation 0x{call.Correlation:X8}, which is in use");
                }

                OpenCall();
            }

            return true;
        }
    }

    private void SendRefusal(in FrameHeader header, ErrorBody refusal)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        FrameFlags flags = Write(refusal, null, buffer);
        Send(FrameType.Error, header.Call, header.Correlation, buffer.WrittenSpan, flags);
    }

    /// <summary>Whether a call with a key is to be executed. A duplicate is answered with the reply to the first: now, or when that is there.</summary>
    private bool IsFirst(ServerCall call, string key)
    {
        KeyedStart start = _replies.Begin(key, call);
        call.Keyed = start.Call;
        if (start.Reply is { } reply)
        {
            Answer(call, reply);
        }

        return start.Runs;
    }

    /// <summary>Finds the call that the client means by <paramref name="number"/>.</summary>
    private (int Index, Transcoder? Rewriting, ErrorBody? Refusal) Bind(ushort number)
        => _plan is null ? (number, null, null) : _plan.Find(number) switch
        {
            { IsBound: true } planned => (planned.Number, planned.Request, null),
            // A client that plans by the same rules does not send it, and knows the findings.
            { } planned => (-1, null, Refusal(CellStatus.Incompatible, $"{Hello.Contract}.{planned.Name} has no plan between the client's schema and that of this cell")),
            null => (-1, null, Refusal(CellStatus.Unimplemented, $"{Hello.Contract} has no call number {number} in the client's own schema")),
        };

    private void Run(ServerCall call, Transcoder rewriting, in ReadOnlySequence<byte> request)
    {
        // Handlers take their arguments, or a copy, before they return here: the same rule as for the connection's own buffer.
        using PayloadBuffer rewritten = PayloadBuffer.Rent();
        try
        {
            rewriting.Transcode(request, rewritten);
        }
        catch (CellFormatException e)
        {
            RefuseArguments(call, e);
            return;
        }

        call.UseRequest(new ReadOnlySequence<byte>(rewritten.WrittenMemory));
        Run(call);
    }

    private void Run(ServerCall call)
    {
        ValueTask handler;
        try
        {
            handler = call.RunAsync();
        }
        catch (CellFormatException e)
        {
            RefuseArguments(call, call.Locate(e));
            return;
        }
        catch (Exception e)
        {
            ReplyError(call, Describe(call, e));
            return;
        }

        if (handler.IsCompletedSuccessfully)
        {
            handler.GetAwaiter().GetResult();
            CheckAnswered(call);
            call.Release(isInline: true);
        }
        else if (handler.IsCompleted)
        {
            Finish(call, handler);
        }
        else
        {
            call.Await(handler);
        }
    }

    /// <summary>The handler has ended, later than it was run.</summary>
    public void Finish(ServerCall call, ValueTask handler)
    {
        try
        {
            handler.GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            ReplyError(call, Describe(call, e));
            return;
        }

        CheckAnswered(call);
        call.Release(isInline: false);
    }

    private void CheckAnswered(ServerCall call)
    {
        // A call that waits for the first of its key never gets here.
        if (!call.HasEnded)
        {
            ReplyError(call, Describe(call, new InvalidOperationException("the dispatcher ended without an answer")));
        }
    }

    private ErrorBody Describe(ServerCall call, Exception error)
        => CallFailure.Describe(call, error, _log, Hello.ClientName) with { Detail = ExposesDetail ? CallFailure.DetailOf(error) : null };

    private static ErrorBody Refusal(CellStatus status, string message) => new(status, message) { Outcome = CallOutcome.NotExecuted };
}
