extern alias schema;

using System.Text.Json;
using System.Text.Json.Nodes;
using schema::Cells.Schema;

namespace Cells.Generators.Tests;

/// <summary>One transcoding case: a value written in one schema, and what a reader of another must get.</summary>
internal sealed class TranscodeCase
{
    private readonly JsonElement _case;

    private TranscodeCase(JsonElement element) => _case = element;

    public static IReadOnlyList<string> Ids { get; } = [.. All().Select(static element => element.GetProperty("id").GetString()!)];

    public string Before => _case.GetProperty("before").GetString()!;

    public string After => _case.GetProperty("after").GetString()!;

    public string Type => _case.GetProperty("type").GetString()!;

    public string AfterType => _case.TryGetProperty("afterType", out JsonElement type) ? type.GetString()! : Type;

    public JsonElement Value => _case.GetProperty("value");

    public JsonElement Expected => _case.GetProperty("expect").GetProperty("value");

    /// <summary>Where the message fails; null when it does not.</summary>
    public string? ErrorPath => _case.GetProperty("expect").TryGetProperty("path", out JsonElement path) ? path.GetString() : null;

    public static TranscodeCase Find(string id) => new(All().Single(element => element.GetProperty("id").GetString() == id));

    /// <summary>The value with maps as the binder has them: the cases write every map as an object, the binder only those with text for keys.</summary>
    public static JsonNode ToBinderForm(CellSchema schema, NamedReference type, JsonElement value)
    {
        JsonObject node = JsonNode.Parse(value.GetRawText())!.AsObject();
        foreach (MemberSchema member in schema.FindType(type.Name)!.Members)
        {
            if (member.Type is MapReference map && !JsonForm.IsObject(map))
            {
                JsonNode[] entries = [.. node[member.Name]!.AsObject().Select(static entry => new JsonArray(entry.Key, entry.Value!.DeepClone()))];
                node[member.Name] = new JsonArray(entries);
            }
        }

        return node;
    }

    private static JsonElement.ArrayEnumerator All() => CompatibilityCase.Document.GetProperty("transcode").EnumerateArray();
}
