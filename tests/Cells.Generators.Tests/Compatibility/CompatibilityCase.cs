using System.Text.Json;
using Cells.Schema;

namespace Cells.Generators.Tests;

/// <summary>One case of the compatibility rules: two producers as source, and what their comparison must say.</summary>
internal sealed class CompatibilityCase
{
    /// <summary>The whole file of cases.</summary>
    public static readonly JsonElement Document = Load();

    private readonly JsonElement _case;

    private CompatibilityCase(JsonElement element) => _case = element;

    public static IReadOnlyList<string> Ids { get; } =
        [.. Document.GetProperty("cases").EnumerateArray().Select(static element => element.GetProperty("id").GetString()!)];

    public string Before => Text("before");

    public string After => Text("after");

    public string BeforeVersion => Text("beforeVersion");

    public string AfterVersion => Text("afterVersion");

    public ComparisonLevel Level => Text("level") == "wire" ? ComparisonLevel.Wire : ComparisonLevel.Source;

    public ComparisonSide Side => Text("side") == "consumer" ? ComparisonSide.Consumer : ComparisonSide.Producer;

    public ContractUsage Usage => _case.TryGetProperty("usage", out JsonElement usage)
        ? ContractUsage.Of(usage.EnumerateArray().Select(static entry => entry.GetString()!))
        : ContractUsage.Everything;

    /// <summary>Versions in between, oldest first.</summary>
    public IReadOnlyList<(string Version, string Source)> Via => _case.TryGetProperty("via", out JsonElement via)
        ? [.. via.EnumerateArray().Select(static step => (step.GetProperty("version").GetString()!, step.GetProperty("source").GetString()!))]
        : [];

    /// <summary>The versions that live consumers were built against.</summary>
    public IReadOnlyList<string> Live => _case.TryGetProperty("live", out JsonElement live)
        ? [.. live.EnumerateArray().Select(static version => version.GetString()!)]
        : [BeforeVersion];

    public string Verdict => Expected("verdict").GetString()!;

    public string? Rule => Expected("rule").GetString();

    public string? Path => Expected("path").GetString();

    public string Bump => Expected("bump").GetString()!;

    public IReadOnlyList<string> Also => Strings("also");

    public IReadOnlyList<string> Steps => Strings("steps");

    public bool? CanReadRequests => Plan("request");

    public bool? CanReadResponses => Plan("response");

    public static CompatibilityCase Find(string id) =>
        new(Document.GetProperty("cases").EnumerateArray().Single(element => element.GetProperty("id").GetString() == id));

    private static JsonElement Load()
    {
        string path = Environment.GetEnvironmentVariable("CELLS_COMPAT_CASES") is { Length: > 0 } other
            ? other
            : System.IO.Path.Combine(AppContext.BaseDirectory, "Parse", "compat-cases.json");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }

    private string Text(string name) => _case.GetProperty(name).GetString()!;

    private JsonElement Expected(string name) =>
        _case.GetProperty("expect").TryGetProperty(name, out JsonElement value) ? value : JsonDocument.Parse("null").RootElement;

    private IReadOnlyList<string> Strings(string name) => Expected(name) is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Select(static entry => entry.GetString()!)]
        : [];

    private bool? Plan(string direction) => Expected("plan").GetProperty(direction) is { ValueKind: not JsonValueKind.Null } plan ? plan.GetBoolean() : null;
}
