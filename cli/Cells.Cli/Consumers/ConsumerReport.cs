using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Build;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Consumers;

/// <summary>Prints a <see cref="ConsumerOverview"/>. docs/schema/consumers-report.json describes the JSON.</summary>
internal static class ConsumerReport
{
    private const int Format = 1;

    public static void WriteTable(ConsumerOverview overview, CellNode cell, TimeProvider clock, ToolOutput output)
    {
        if (overview.Consumers.Count == 0)
        {
            output.WriteProse($"{cell.Name}: no consumer is known.");
            return;
        }

        DateTimeOffset now = clock.GetUtcNow();
        TextTable table = new("NAME", "VERSION", "USES", "SCHEMA", "FIRST SEEN", "LAST SEEN", "CONNECTED", "STATE");
        foreach (KnownConsumer consumer in overview.Consumers)
        {
            table.Add(
            [
                consumer.Name,
                consumer.Version.Length == 0 ? "-" : PrintableText.Of(consumer.Version),
                Uses(consumer),
                Schema(consumer, overview),
                consumer.FirstSeen is { } first ? Time(first) : "-",
                Time(consumer.LastSeen),
                consumer.Instances.ToString(CultureInfo.InvariantCulture),
                Word(consumer.StateAt(now, cell.Manifest.Schema.ForgetAfter)),
            ]);
        }

        table.WriteTo(output);
    }

    public static JsonObject ToJson(ConsumerOverview overview, CellNode cell, TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new JsonObject
        {
            ["format"] = Format,
            ["cell"] = cell.Name,
            ["directory"] = cell.Directory.Path,
            ["running"] = overview.IsRunning,
            ["fingerprint"] = overview.Fingerprint,
            ["forgetAfter"] = Duration.Format(cell.Manifest.Schema.ForgetAfter),
            ["consumers"] = new JsonArray([.. overview.Consumers.Select(consumer => ToJson(consumer, overview, now, cell.Manifest.Schema.ForgetAfter))]),
        };
    }

    private static JsonObject ToJson(KnownConsumer consumer, ConsumerOverview overview, DateTimeOffset now, TimeSpan forgetAfter)
    {
        ConsumerState state = consumer.StateAt(now, forgetAfter);
        return new JsonObject
        {
            ["name"] = consumer.Name,
            ["version"] = consumer.Version,
            ["state"] = Word(state),
            ["counts"] = state != ConsumerState.Forgotten,
            ["instances"] = consumer.Instances,
            ["fingerprint"] = consumer.Fingerprint,
            ["current"] = consumer.Fingerprint is { } fingerprint && fingerprint == overview.Fingerprint,
            ["usage"] = consumer.Usage,
            ["usesEverything"] = consumer.UsesEverything,
            ["calls"] = consumer.Calls,
            ["members"] = consumer.Members,
            ["firstSeen"] = consumer.FirstSeen is { } first ? Iso(first) : null,
            ["lastSeen"] = Iso(consumer.LastSeen),
            ["built"] = consumer.IsBuilt,
            ["met"] = consumer.IsMet,
            ["directory"] = consumer.Record?.Directory,
            ["uses"] = consumer.UsesEverything ? null : new JsonArray([.. consumer.Record!.Uses.Select(ToJson)]),
        };
    }

    private static JsonObject ToJson(RecordedUse use) => new()
    {
        ["entry"] = use.Entry,
        ["places"] = new JsonArray([.. use.Places.Select(static place => new JsonObject { ["file"] = place.File, ["line"] = place.Line })]),
    };

    private static string Uses(KnownConsumer consumer)
        => consumer.UsesEverything ? "everything" : $"{Plural(consumer.Calls, "call")}, {Plural(consumer.Members, "member")}";

    private static string Schema(KnownConsumer consumer, ConsumerOverview overview) => consumer.Fingerprint switch
    {
        null => "-",
        var fingerprint when fingerprint == overview.Fingerprint => "current",
        var fingerprint => SchemaFile.Short(fingerprint),
    };

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Word(ConsumerState state) => state.ToString().ToLowerInvariant();

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
