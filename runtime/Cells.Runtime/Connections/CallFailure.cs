using Cells.Framing;
using Cells.Hosting;
using Cells.Wire;
using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>Decides what a handler's exception looks like to the caller.</summary>
internal static class CallFailure
{
    private const int LongestDetail = 16 * 1024;

    /// <summary>Describes <paramref name="error"/>; one that the handler did not mean for its caller is logged and crosses as an id.</summary>
    public static ErrorBody Describe(IHandledCall call, Exception error, ILogger log, string caller)
        => error switch
        {
            RefusedCallException refused => refused.Refusal,
            CellException known => DescribeKnown(call, known),
            OperationCanceledException when call.Cancellation is CellStatus.DeadlineExceeded => new ErrorBody(CellStatus.DeadlineExceeded, "the handler ended at the deadline"),
            OperationCanceledException when call.Cancellation is not null => new ErrorBody(CellStatus.Cancelled, "the handler was cancelled"),
            _ => DescribeUnhandled(call, error, log, caller),
        };

    /// <summary>What developers are told beside it: the exception with its stack trace, cut where it becomes long.</summary>
    public static string? DetailOf(Exception error)
    {
        if (error is RefusedCallException)
        {
            return null;
        }

        string detail = error.ToString();
        return detail.Length <= LongestDetail ? detail : string.Concat(detail.AsSpan(0, LongestDetail), "...");
    }

    private static ErrorBody DescribeKnown(IHandledCall call, CellException error)
    {
        string hop = $"{call.Name}: {error.Status}";
        ErrorBody body = new(error.Status, error.Message)
        {
            ErrorId = error.ErrorId,
            Chain = [.. error.Chain, hop],
            // Only of what the caller itself sent: a path in another contract would say nothing to it.
            Path = error == (call as ServerCall)?.ItemFailure ? (error as UnmappableValueException)?.Path : null,
        };
        using PayloadBuffer members = PayloadBuffer.Rent();
        WireWriter writer = new(members);
        if (!call.TryWriteError(error, out string name, ref writer))
        {
            return body;
        }

        writer.Flush();
        return body with { Name = name, Members = members.WrittenSpan.ToArray() };
    }

    private static ErrorBody DescribeUnhandled(IHandledCall call, Exception error, ILogger log, string caller)
    {
        string id = Guid.NewGuid().ToString("N");
        string name = call.Name;
        ServerLog.HandlerFailed(log, name, caller, id, error);
        return new ErrorBody(CellStatus.Internal, $"{name} failed; its {call.Side} logged the reason under {id}")
        {
            ErrorId = id,
            Chain = [$"{name}: {CellStatus.Internal}"],
        };
    }
}
