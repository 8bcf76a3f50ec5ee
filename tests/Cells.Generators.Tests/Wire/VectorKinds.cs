using System.Text.Json;
using Cells.Wire;

namespace Cells.Generators.Tests.Wire;

/// <summary>The kinds of the vectors that the contract model does not have.</summary>
internal static class VectorKinds
{
    /// <summary>Each kind, a contract that asks for it, and the rule by which it is refused.</summary>
    public static readonly IReadOnlyDictionary<string, (string Type, string Declarations, string Rule)> Refused =
        new Dictionary<string, (string Type, string Declarations, string Rule)>
        {
            ["version-tolerant object"] = ("Order", MemoryPack + "[MemoryPackable(GenerateType.VersionTolerant)] public sealed class Order { public int Id { get; set; } }", "CELL1017"),
            ["circular object"] = ("Order", MemoryPack + "[MemoryPackable(GenerateType.CircularReference)] public sealed class Order { public Order? Next { get; set; } }", "CELL1017"),
            ["sparse union tags"] = (
                "Shape",
                MemoryPack + "[Union, MemoryPackUnion(0, typeof(Dot)), MemoryPackUnion(300, typeof(Line))] public abstract class Shape { }\n"
                    + "public sealed class Dot : Shape { }\npublic sealed class Line : Shape { }",
                "CELL1017"),
            ["lazy"] = ("Lazy<int>", "", "CELL1001"),
            ["mdarray"] = ("int[,]", "", "CELL1001"),
            ["reftuple"] = ("Tuple<int, string>", "", "CELL1001"),
            ["bigint"] = ("System.Numerics.BigInteger", "", "CELL1001"),
            ["culture"] = ("System.Globalization.CultureInfo", "", "CELL1001"),
            ["stringbuilder"] = ("System.Text.StringBuilder", "", "CELL1001"),
            ["explicit struct"] = (
                "Order",
                "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)]\n"
                    + "public struct Order { [System.Runtime.InteropServices.FieldOffset(4)] public int Id; }",
                "CELL1007"),
            ["automatic struct"] = ("Order", Layout("Auto") + "public struct Order { public byte A; public int B; }", "CELL1007"),
            ["packed struct"] = ("Order", Layout("Sequential, Pack = 1") + "public struct Order { public byte A; public int B; }", "CELL1007"),
            ["struct of a given size"] = ("Order", Layout("Sequential, Size = 64") + "public struct Order { public byte A; }", "CELL1007"),
        };

    private const string MemoryPack =
        """
        public enum GenerateType { Object, VersionTolerant, CircularReference }
        [AttributeUsage(AttributeTargets.Class)]
        public sealed class MemoryPackableAttribute(GenerateType type) : Attribute { public GenerateType Type => type; }
        [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
        public sealed class MemoryPackUnionAttribute(ushort tag, Type type) : Attribute { public ushort Tag => tag; public Type Type => type; }

        """;

    /// <summary>The kind of the vector's type, or of a type in it, that the contract model does not have; null when it has all of them.</summary>
    public static string? FindRefused(WireVector vector) => Find(vector.Type);

    private static string? Find(JsonElement type)
    {
        switch (type.ValueKind)
        {
            case JsonValueKind.String:
                return type.GetString() is "bigint" or "culture" or "stringbuilder" ? type.GetString() : null;
            case JsonValueKind.Array:
                return type.EnumerateArray().Select(Find).FirstOrDefault(static kind => kind is not null);
            case JsonValueKind.Object when type.TryGetProperty("kind", out JsonElement kind):
                return FindHere(kind.GetString()!, type) ?? FindInside(type);
            case JsonValueKind.Object:
                return FindInside(type);
            default:
                return null;
        }
    }

    private static string? FindHere(string kind, JsonElement type) => kind switch
    {
        "lazy" or "mdarray" or "reftuple" => kind,
        "object" when type.GetProperty("versionTolerant").GetBoolean() => "version-tolerant object",
        "union" when type.GetProperty("cases").EnumerateArray().Where(static (item, index) => item.GetProperty("tag").GetInt32() != index).Any() => "sparse union tags",
        "struct" when !IsBuiltIn(type) => type.GetProperty("layout").GetString() switch
        {
            "explicit" => "explicit struct",
            "auto" => "automatic struct",
            _ when !StructImage.IsNatural(type, out bool isPacked) => isPacked ? "packed struct" : "struct of a given size",
            _ => null,
        },
        _ => null,
    };

    // What a vector's type is made of: the types of members, cases, items and elements.
    private static string? FindInside(JsonElement type) =>
        type.EnumerateObject().Where(static property => property.Name is "of" or "pair" or "items" or "cases" or "members" or "type")
            .Select(static property => Find(property.Value)).FirstOrDefault(static kind => kind is not null);

    /// <summary>Whether a raw struct is a tuple or pair of the framework.</summary>
    public static bool IsBuiltIn(JsonElement type) => type.GetProperty("name").GetString() is string name
        && (name.StartsWith("ValueTuple<", StringComparison.Ordinal) || name.StartsWith("KeyValuePair<", StringComparison.Ordinal));

    private static string Layout(string arguments) =>
        $"[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.{arguments})]\n";
}
