using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.Output;
using Cells.Schema;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Watching;

/// <summary>Says what a watch sees: lines for people, or one JSON object a line. docs/schema/watch-event.json describes those.</summary>
/// <param name="output">Where to.</param>
/// <param name="ownsOut">Whether stdout is this command's own, or a program's.</param>
internal sealed class WatchReport(ToolOutput output, bool ownsOut)
{
    private const int MostPlaces = 10;

    public void Watching(ConsumerProject project)
        => Say("watching", $"{project.Cell.Name}: watching {string.Join(", ", project.Cell.Manifest.Dependencies.Select(static dependency => dependency.Alias))}", new JsonObject
        {
            ["cell"] = project.Cell.Name,
            ["dependencies"] = new JsonArray([.. project.Cell.Manifest.Dependencies.Select(static dependency => (JsonNode)dependency.Alias)]),
        });

    public void Running(string alias, string version, string fingerprint)
        => Say("running", $"{alias}: runs, {Shown(version)} ({SchemaFile.Short(fingerprint)})", Of(alias, version, fingerprint));

    public void Leaving(string alias, string version, string fingerprint)
        => Say("leaving", $"{alias}: stops, and was built as {Shown(version)} ({SchemaFile.Short(fingerprint)})", Of(alias, version, fingerprint));

    public void Stopped(string alias) => Say("stopped", $"{alias}: does not run", new JsonObject { ["dependency"] = alias });

    public void Problem(string alias, string problem) => Say("problem", $"{alias}: {problem}", new JsonObject { ["dependency"] = alias, ["message"] = problem });

    /// <summary>A dependency has another schema than the design-time inputs, which now have it.</summary>
    public void Changed(ConsumerProject project, string alias, SchemaFile schema, string input, CompiledDependency compiled, IReadOnlyList<CompatibilityFinding> findings)
    {
        JsonObject facts = Of(alias, schema.Schema.Version, schema.Fingerprint);
        facts["before"] = compiled.Schema?.Version;
        facts["input"] = input;
        facts["findings"] = new JsonArray([.. findings.Select(finding => ToJson(project, compiled, finding))]);
        string before = compiled.Schema is { } known ? $", was {Shown(known.Version)}" : "";
        Say("changed", $"{alias}: has another schema, {Shown(schema.Schema.Version)} ({SchemaFile.Short(schema.Fingerprint)}){before}; wrote {DisplayPath.Of(input)}", facts);
        if (output.IsJson)
        {
            return;
        }

        foreach (CompatibilityFinding finding in findings)
        {
            string text = PrintableText.Of($"{Word(finding.Verdict)} {finding.Rule.Id} {finding.Path}: {finding.Message}");
            string[] places = [.. Places(project, compiled, finding).Select(static place => $"{PrintableText.Of(place.File)}({place.Line.ToString(CultureInfo.InvariantCulture)}): ")];
            foreach (string place in places.Length == 0 ? [""] : places.Take(MostPlaces))
            {
                WriteLine(place + text);
            }
        }

        WriteLine(findings.Count == 0 ? $"{project.Cell.Name}: uses nothing that is different" : $"{project.Cell.Name}: {Count(findings, Verdict.Breaking)} breaking, {Count(findings, Verdict.Warning)} to look at");
    }

    public void Building(string cell) => Say("building", $"{cell}: building", new JsonObject { ["cell"] = cell });

    public void Built(string cell) => Say("built", $"{cell}: built", new JsonObject { ["cell"] = cell });

    public void BuildFailed(string cell, string message, IReadOnlyList<string> errors)
    {
        Say("build-failed", message, new JsonObject { ["cell"] = cell, ["message"] = message, ["errors"] = new JsonArray([.. errors.Select(static error => (JsonNode)error)]) });
        if (!output.IsJson)
        {
            foreach (string error in errors)
            {
                WriteLine($"  {error.TrimEnd('\r')}");
            }
        }
    }

    public void Started(string cell) => Say("started", $"{cell}: runs", new JsonObject { ["cell"] = cell });

    public void Ended(string cell, int exitCode)
        => Say("ended", $"{cell}: ended with exit code {exitCode}; it runs again after the next build", new JsonObject { ["cell"] = cell, ["exitCode"] = exitCode });

    private static JsonObject Of(string alias, string version, string fingerprint) => new() { ["dependency"] = alias, ["version"] = version, ["fingerprint"] = fingerprint };

    private static JsonObject ToJson(ConsumerProject project, CompiledDependency compiled, CompatibilityFinding finding) => new()
    {
        ["rule"] = finding.Rule.Id,
        ["path"] = finding.Path,
        ["verdict"] = Word(finding.Verdict),
        ["message"] = finding.Message,
        ["fingerprint"] = finding.Fingerprint,
        ["places"] = new JsonArray([.. Places(project, compiled, finding).Select(static place => new JsonObject { ["file"] = place.File, ["line"] = place.Line })]),
    };

    private static IEnumerable<UsePlace> Places(ConsumerProject project, CompiledDependency compiled, CompatibilityFinding finding)
        => compiled.Record is { } record && finding.FindUse(record) is { } use
            ? use.Places.Select(place => project.Locate(place) is { } path ? place with { File = DisplayPath.Of(path) } : place)
            : [];

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static string Shown(string version) => version.Length == 0 ? "without a version" : PrintableText.Of(version);

    private static int Count(IReadOnlyList<CompatibilityFinding> findings, Verdict verdict) => findings.Count(finding => finding.Verdict == verdict);

    private void Say(string name, string line, JsonObject facts)
    {
        if (!output.IsJson)
        {
            WriteLine(line);
            return;
        }

        JsonObject document = new() { ["event"] = name, ["time"] = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
        foreach ((string key, JsonNode? value) in facts)
        {
            document[key] = value?.DeepClone();
        }

        if (ownsOut)
        {
            output.WriteLine(document);
        }
        else
        {
            output.WriteEvent(document);
        }
    }

    private void WriteLine(string line)
    {
        if (ownsOut)
        {
            output.WriteData(line);
        }
        else
        {
            output.WriteProse(line);
        }
    }
}
