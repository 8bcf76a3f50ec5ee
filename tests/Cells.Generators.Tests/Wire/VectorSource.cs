using System.Text;
using System.Text.Json;

namespace Cells.Generators.Tests.Wire;

/// <summary>Writes the types of vectors as a user declares them: one contract for all. Every reference may be null, as in the vectors.</summary>
internal sealed class VectorSource
{
    private static readonly Dictionary<string, string> Primitives = new()
    {
        ["bool"] = "bool",
        ["uint8"] = "byte",
        ["int8"] = "sbyte",
        ["int16"] = "short",
        ["uint16"] = "ushort",
        ["int32"] = "int",
        ["uint32"] = "uint",
        ["int64"] = "long",
        ["uint64"] = "ulong",
        ["int128"] = "Int128",
        ["uint128"] = "UInt128",
        ["float16"] = "Half",
        ["float32"] = "float",
        ["float64"] = "double",
        ["decimal"] = "decimal",
        ["char"] = "char",
        ["rune"] = "Rune",
        ["guid"] = "Guid",
        ["datetime"] = "DateTime",
        ["datetimeoffset"] = "DateTimeOffset",
        ["timespan"] = "TimeSpan",
        ["dateonly"] = "DateOnly",
        ["timeonly"] = "TimeOnly",
        ["string"] = "string?",
        ["uri"] = "Uri?",
        ["version"] = "Version?",
    };

    private readonly StringBuilder _declarations = new();
    private readonly Dictionary<string, string> _identifiers = [];
    private readonly HashSet<string> _taken = [];
    private readonly List<string> _roots = [];
    private readonly Dictionary<string, int> _indices = [];
    private Dictionary<string, string> _named = [];

    /// <summary>The name of the call numbered <paramref name="index"/>, which takes a vector's type.</summary>
    public static string CallName(int index) => $"V{index:0000}";

    /// <summary>The call that takes <paramref name="type"/>; the same for the same type.</summary>
    public int Add(JsonElement type)
    {
        string key = type.GetRawText();
        if (!_indices.TryGetValue(key, out int index))
        {
            _named = [];
            index = _roots.Count;
            _roots.Add(Name(type));
            _indices.Add(key, index);
        }

        return index;
    }

    /// <summary>The file.</summary>
    public override string ToString()
    {
        StringBuilder source = new(
            """
            using System;
            using System.Buffers;
            using System.Collections.Concurrent;
            using System.Collections.Frozen;
            using System.Collections.Generic;
            using System.Collections.Immutable;
            using System.Collections.ObjectModel;
            using System.Text;
            using Cells;

            namespace Vectors;

            [Cell]
            public sealed partial class VectorCell
            {

            """);
        for (int i = 0; i < _roots.Count; i++)
        {
            source.Append("    [Call] public void ").Append(CallName(i)).Append('(').Append(_roots[i]).Append(" value) { }\n");
        }

        return source.Append("}\n\n").Append(_declarations).ToString();
    }

    private string Name(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            return Primitives[type.GetString()!];
        }

        switch (type.GetProperty("kind").GetString()!)
        {
            case "enum":
                return Declare(type, "", (name, members) => members.Append($"public enum {name} : {Primitives[type.GetProperty("underlying").GetString()!]} {{ ")
                    .AppendJoin(", ", type.GetProperty("values").EnumerateObject().Select(static value => $"{value.Name} = {value.Value.GetString()}")).Append(" }\n"));
            case "nullable":
                return Name(type.GetProperty("of")) + "?";
            case "struct" when type.GetProperty("name").GetString()!.StartsWith("ValueTuple<", StringComparison.Ordinal):
                return Tuple([.. Fields(type)]);
            case "struct" when VectorKinds.IsBuiltIn(type):
                return $"KeyValuePair<{string.Join(", ", type.GetProperty("members").EnumerateArray().Select(member => Name(member.GetProperty("type"))))}>";
            case "struct":
                return Declare(type, "", (name, members) => Object($"public struct {name}", "public ", ";", type, members));
            case "object" when type.GetProperty("clr").GetString() == "struct":
                return Declare(type, "", (name, members) => Object($"public struct {name}", "public ", " { get; set; }", type, members));
            case "object":
                return Declare(type, "", (name, members) => Object($"public sealed class {name}", "public ", " { get; set; }", type, members)) + "?";
            case "union":
                return Declare(type, "", (name, members) => Union(name, type, members)) + "?";
            case "ref":
                return _named[type.GetProperty("name").GetString()!] + "?";
            case "array":
                return Name(type.GetProperty("of")) + "[]?";
            case "collection":
                string collection = type.GetProperty("clr").GetString()!;
                bool isValue = collection is "Memory" or "ReadOnlyMemory" or "ReadOnlySequence" or "ArraySegment" or "ImmutableArray";
                return $"{collection}<{Name(type.GetProperty("of"))}>{(isValue ? "" : "?")}";
            case "dictionary":
                string[] pair = [.. Pair(type.GetProperty("pair")).Select(Name)];
                return $"{type.GetProperty("clr").GetString()}<{pair[0].TrimEnd('?')}, {pair[1]}>?";
            case "tuple" when type.GetProperty("clr").GetString() == "KeyValuePair":
                return $"KeyValuePair<{string.Join(", ", type.GetProperty("items").EnumerateArray().Select(Name))}>";
            case "tuple":
                return Tuple([.. Items(type)]);
            default:
                throw new NotSupportedException($"a vector's type is of a kind that is neither run nor refused: {type.GetRawText()}");
        }
    }

    /// <summary>The types of key and value.</summary>
    public static IEnumerable<JsonElement> Pair(JsonElement pair) => pair.GetProperty("kind").GetString() == "struct"
        ? pair.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("type"))
        : pair.GetProperty("items").EnumerateArray();

    // From the eighth item on they are in a nested tuple.
    private IEnumerable<string> Items(JsonElement tuple) =>
        tuple.GetProperty("items").EnumerateArray().SelectMany((item, index) => index == 7 ? Items(item) : [Name(item)]);

    private IEnumerable<string> Fields(JsonElement tuple) =>
        tuple.GetProperty("members").EnumerateArray().SelectMany(member => member.GetProperty("name").GetString() == "Rest"
            ? Fields(member.GetProperty("type"))
            : [Name(member.GetProperty("type"))]);

    private static string Tuple(string[] items) => items.Length == 1 ? $"ValueTuple<{items[0]}>" : $"({string.Join(", ", items)})";

    private string Declare(JsonElement type, string union, Action<string, StringBuilder> write)
    {
        string name = type.GetProperty("name").GetString()!;
        string key = union + type.GetRawText();
        if (_identifiers.TryGetValue(key, out string? identifier))
        {
            _named[name] = identifier;
            return identifier;
        }

        string[] members = type.TryGetProperty("members", out JsonElement declared)
            ? [.. declared.EnumerateArray().Select(static member => member.GetProperty("name").GetString()!)]
            : [];
        identifier = new string([.. name.Select(static letter => char.IsLetterOrDigit(letter) ? letter : '_')]);
        while (members.Contains(identifier) || !_taken.Add(identifier))
        {
            identifier += "_";
        }

        _identifiers.Add(key, identifier);
        _named[name] = identifier;
        StringBuilder text = new();
        write(identifier, text);
        _declarations.Append(text);
        return identifier;
    }

    private void Object(string header, string before, string after, JsonElement type, StringBuilder text)
    {
        text.Append(header).Append("\n{\n");
        foreach (JsonElement member in type.GetProperty("members").EnumerateArray())
        {
            text.Append("    ").Append(before).Append(Name(member.GetProperty("type"))).Append(' ').Append(member.GetProperty("name").GetString()).Append(after).Append('\n');
        }

        text.Append("}\n");
    }

    private void Union(string name, JsonElement type, StringBuilder text)
    {
        text.Append($"[Union] public abstract class {name} {{ }}\n");
        foreach (JsonElement item in type.GetProperty("cases").EnumerateArray())
        {
            JsonElement body = item.GetProperty("type");
            Declare(body, name, (identifier, members) => Object($"public sealed class {identifier} : {name}", "public ", " { get; set; }", body, members));
        }
    }
}
