using System.Text.Json;

namespace Cells.Wire;

/// <summary>One case of Data/vectors.json, whose format the last section of the wire description defines.</summary>
internal sealed record WireVector(string Name, JsonElement Type, JsonElement? Value, byte[] Bytes, JsonElement Source)
{
    private static readonly string? Replacement = Environment.GetEnvironmentVariable("CELLS_WIRE_VECTORS") is { Length: > 0 } path ? path : null;

    public static IReadOnlyList<WireVector> All { get; } = Load();

    /// <summary>Whether other vectors than the project's are run.</summary>
    public static bool IsReplaced => Replacement is not null;

    public bool IsDecodeOnly => Source.TryGetProperty("decodeOnly", out _) || Source.TryGetProperty("stringEncoding", out _);

    public bool IsEncodeError => Source.TryGetProperty("op", out JsonElement op) && op.GetString() == "encode";

    public bool IsDecodeError => Source.TryGetProperty("expect", out _) && !IsEncodeError;

    public bool IsShortObject => Name is "accept/object-one-of-three" or "accept/object-zero-of-three" or "accept/list-short-elements";

    public override string ToString() => Name;

    private static List<WireVector> Load()
    {
        string path = Replacement ?? Path.Combine(AppContext.BaseDirectory, "Data", "vectors.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 2000 });
        return [.. document.RootElement.Clone().EnumerateArray().Select(Create)];
    }

    private static WireVector Create(JsonElement source) => new(
        source.GetProperty("name").GetString()!,
        source.GetProperty("type"),
        source.TryGetProperty("value", out JsonElement value) ? value : null,
        ReadBytes(source),
        source);

    private static byte[] ReadBytes(JsonElement source)
    {
        if (source.TryGetProperty("hex", out JsonElement hex))
        {
            return Convert.FromHexString(hex.GetString()!);
        }

        return source.TryGetProperty("hexParts", out JsonElement parts)
            ? [.. parts.EnumerateArray().SelectMany(part =>
                Enumerable.Repeat(Convert.FromHexString(part.GetProperty("hex").GetString()!), part.GetProperty("repeat").GetInt32()).SelectMany(bytes => bytes))]
            : [];
    }
}
