using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>Samples every span of the runtime, and keeps those that have ended.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RecordedSpans(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Cells",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The spans that have ended, in that order.</summary>
    public IReadOnlyList<Activity> Ended => [.. _ended];

    /// <summary>Waits until <paramref name="count"/> spans have ended.</summary>
    public async Task<IReadOnlyList<Activity>> WaitAsync(int count)
    {
        await Support.Condition.WaitAsync(() => _ended.Count >= count);
        return Ended;
    }

    /// <summary>The one span of a kind and a name.</summary>
    public Activity Single(ActivityKind kind, string name) => Assert.Single(Ended, span => span.Kind == kind && span.DisplayName == name);

    /// <summary>A span's attributes as <c>name=value</c>, ordered.</summary>
    public static IEnumerable<string> TagsOf(Activity span)
        => span.TagObjects.Select(static tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal);

    public void Dispose() => _listener.Dispose();
}
