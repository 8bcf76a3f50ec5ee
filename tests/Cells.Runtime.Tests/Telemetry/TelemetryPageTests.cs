using System.Diagnostics.Metrics;
using System.Reflection;
using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>The page docs/telemetry.md.</summary>
[Collection(TelemetryCollection.Name)]
public class TelemetryPageTests
{
    private const string Page = "telemetry.md";

    [Fact]
    public void Page_has_every_event_of_the_log()
        => Assert.Equal(
            LoggedEvents().Select(static logged => $"{logged.Event.EventId} {logged.Name} {logged.Event.Level} {logged.Event.Message}").Order(StringComparer.Ordinal),
            Pages.ReadTable(Page, "id", "event", "level", "message").Select(static row => string.Join(' ', row)).Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_of_the_log_are_given_once()
        => Assert.Empty(LoggedEvents().GroupBy(static logged => logged.Event.EventId).Where(static events => events.Count() > 1).Select(static events => events.Key));

    [Fact]
    public async Task Page_has_every_instrument()
    {
        // The instruments are made with the first connection of the process.
        await using TestServer server = new();
        await using EchoClient client = server.CreateClient();
        await client.AddAsync(1, 2);
        using RecordedMeasurements measurements = new(static _ => false);

        Assert.Equal(
            measurements.Instruments.Select(static instrument => $"{instrument.Name} {KindOf(instrument)} {instrument.Unit}").Order(StringComparer.Ordinal),
            Pages.ReadTable(Page, "instrument", "kind", "unit", "attributes", "measures").Select(static row => $"{row[0]} {row[1]} {row[2]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Page_has_every_attribute()
    {
        using RecordedSpans spans = new();
        using RecordedMeasurements measurements = new();
        int calls = 0;
        await using TracedCell cell = TracedCell.Serve("Shop.Catalog", "Get", (call, text) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                call.Connection.Abort(new EndOfStreamException("cut"));
            }

            throw new FormatException("a secret of the server");
        });

        await Assert.ThrowsAsync<CellException>(async () => await cell.Client.RunAsync("x", cell.Descriptor with { Idempotent = true }));

        IEnumerable<string> seen = spans.Ended.SelectMany(static span => span.TagObjects.Concat(span.Events.SelectMany(static happened => happened.Tags)))
            .Concat(measurements.Of("rpc.client.call.duration").SelectMany(static measured => measured.Tags))
            .Select(static tag => tag.Key).Distinct();
        Assert.Equal(
            seen.Order(StringComparer.Ordinal),
            Pages.ReadTable(Page, "attribute", "of", "value").Select(static row => row[0].Trim('`')).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(string Name, LoggerMessageAttribute Event)> LoggedEvents()
        => WrittenOut().Concat(
           from type in typeof(CellChannel).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let logged = method.GetCustomAttribute<LoggerMessageAttribute>()
           where logged is not null
           select (method.Name, logged));

    // Those that no attribute declares.
    private static IEnumerable<(string Name, LoggerMessageAttribute Event)> WrittenOut()
        => [(StartLog.ListeningId.Name!, new LoggerMessageAttribute(StartLog.ListeningId.Id, LogLevel.Information, StartLog.ListeningMessage))];

    private static string KindOf(Instrument instrument)
        => instrument is Histogram<double> ? "histogram" : instrument is ObservableUpDownCounter<long> ? "up-down counter" : instrument.GetType().Name;
}
