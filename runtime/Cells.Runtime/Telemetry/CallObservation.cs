using System.Diagnostics;

namespace Cells.Telemetry;

/// <summary>One call for which somebody listens: its span, if it is sampled, and its duration. Nothing in it is of the call's payload, or of an error's message.</summary>
internal sealed class CallObservation
{
    /// <summary>What stands in the place of a method that nobody knows, as the conventions have it.</summary>
    private const string UnknownMethod = "_OTHER";

    private const string Succeeded = "OK";
    private const int LongestTraceState = 512;

    private readonly bool _isClient;
    private readonly string _method;
    private readonly string? _address;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    private CallObservation(bool isClient, string method, string? address, Activity? span)
    {
        _isClient = isClient;
        _method = method;
        _address = address;
        Span = span;
    }

    /// <summary>The span; null for a call that is not sampled.</summary>
    public Activity? Span { get; }

    /// <summary>Begins a call at its client: its span becomes the current activity. Null when nobody listens.</summary>
    /// <param name="contract">The contract's full name.</param>
    /// <param name="call">The call's simple name.</param>
    /// <param name="address">The server's address; null for none.</param>
    /// <param name="handled">What its caller's trace is continued from where there is no current activity: the call that is being handled, or null.</param>
    public static CallObservation? Begin(string contract, string call, string? address, Connections.IHandledCall? handled)
    {
        if (!CallTelemetry.ObservesClients)
        {
            return null;
        }

        string method = $"{contract}/{call}";
        Activity? span = null;
        if (CallTelemetry.Source.HasListeners())
        {
            ActivityContext parent = Activity.Current is null ? ContextOf(handled?.TraceParent, handled?.TraceState) : default;
            span = CallTelemetry.Source.StartActivity(method, ActivityKind.Client, parent, TagsOf(method, address));
        }

        return new CallObservation(isClient: true, method, address, span);
    }

    /// <summary>Begins a call that has come in. The current activity stays what it is. Null when nobody listens.</summary>
    /// <param name="method">The contract and the call, <c>Shop.Catalog/Get</c>; null for a call that the contract does not have.</param>
    /// <param name="address">The server's address; null for none.</param>
    /// <param name="traceParent">The W3C trace context that came with it, or null.</param>
    /// <param name="traceState">The state of that trace, or null.</param>
    public static CallObservation? Receive(string? method, string? address, string? traceParent, string? traceState)
    {
        string known = method ?? UnknownMethod;
        Activity? span = null;
        if (CallTelemetry.Source.HasListeners())
        {
            // The thread that reads belongs to no trace, and without a parent the span is the root of one.
            Activity? current = Activity.Current;
            Activity.Current = null;
            span = CallTelemetry.Source.StartActivity(method ?? CallTelemetry.SystemName, ActivityKind.Server, ContextOf(traceParent, traceState), TagsOf(known, address));
            Activity.Current = current;
        }

        return new CallObservation(isClient: false, known, address, span);
    }

    /// <summary>A trace state as it may be carried on: what is longer than everybody must keep is dropped.</summary>
    public static string? Bounded(string? traceState) => traceState?.Length > LongestTraceState ? null : traceState;

    /// <summary>Says in the current call's span that it is sent again. Nothing, when the current activity is none of a call's.</summary>
    /// <param name="failed">The attempts that failed.</param>
    /// <param name="status">How the last did.</param>
    public static void Retry(int failed, CellStatus status)
    {
        if (Activity.Current is { IsAllDataRequested: true, Kind: ActivityKind.Client } span && span.Source == CallTelemetry.Source)
        {
            span.AddEvent(new ActivityEvent("cells.retry", tags: new ActivityTagsCollection { ["cells.attempt"] = failed + 1, ["error.type"] = status.ToString() }));
            span.SetTag("cells.attempts", failed + 1);
        }
    }

    /// <summary>Makes the span the current activity; gives the one that was.</summary>
    public Activity? Enter()
    {
        Activity? outer = Activity.Current;
        if (Span is { IsStopped: false })
        {
            Activity.Current = Span;
        }

        return outer;
    }

    /// <summary>The call has its result.</summary>
    public void Succeed() => End(Succeeded, null, null);

    /// <summary>The call ends with an answer of the server's: null is success.</summary>
    public void Answer(CellStatus? status, string? errorId = null)
    {
        string? name = status?.ToString();
        End(name ?? Succeeded, status is { } failed && (_isClient || IsFaultOfServer(failed)) ? name : null, errorId);
    }

    /// <summary>The call has failed at its client.</summary>
    public void Fail(Exception error)
    {
        switch (error)
        {
            case CellException failure:
                Answer(failure.Status, failure.ErrorId);
                break;
            case OperationCanceledException:
                Answer(CellStatus.Cancelled);
                break;
            default:
                End(null, error.GetType().FullName, null);
                break;
        }
    }

    /// <summary>The caller wants no more of a stream, which is no error.</summary>
    public void Leave() => End(CellStatus.Cancelled.ToString(), null, null);

    private void End(string? status, string? errorType, string? errorId)
    {
        TimeSpan duration = Stopwatch.GetElapsedTime(_startedAt);
        if (Span is { } span)
        {
            if (span.IsAllDataRequested)
            {
                span.SetTag("rpc.response.status_code", status);
                span.SetTag("error.type", errorType);
                span.SetTag("cells.error_id", errorId);
                span.SetStatus(errorType is null ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
            }

            Stop(span);
            duration = span.Duration;
        }

        TagList tags = new() { { "rpc.system.name", CallTelemetry.SystemName }, { "rpc.method", _method } };
        AddIfKnown(ref tags, "rpc.response.status_code", status);
        AddIfKnown(ref tags, "error.type", errorType);
        AddIfKnown(ref tags, "server.address", _address);
        (_isClient ? CallTelemetry.ClientDuration : CallTelemetry.ServerDuration).Record(duration.TotalSeconds, tags);
    }

    // Stopping makes the span's predecessor current. Whoever ends a call may be in another one: a reply also answers its duplicates.
    private static void Stop(Activity span)
    {
        Activity? current = Activity.Current;
        span.Stop();
        if (current != span)
        {
            Activity.Current = current;
        }
    }

    private static bool IsFaultOfServer(CellStatus status)
        => status is CellStatus.DeadlineExceeded or CellStatus.Unimplemented or CellStatus.Internal or CellStatus.Unavailable or CellStatus.DataLoss;

    private static ActivityContext ContextOf(string? traceParent, string? traceState)
        => ActivityContext.TryParse(traceParent, traceState, isRemote: true, out ActivityContext context) ? context : default;

    private static TagList TagsOf(string method, string? address)
    {
        TagList tags = new() { { "rpc.system.name", CallTelemetry.SystemName }, { "rpc.method", method } };
        AddIfKnown(ref tags, "server.address", address);
        AddIfKnown(ref tags, "network.transport", address is null ? null : "unix");
        return tags;
    }

    private static void AddIfKnown(ref TagList tags, string name, string? value)
    {
        if (value is not null)
        {
            tags.Add(name, value);
        }
    }
}
