using Cells.Schema;

namespace Cells.Generators;

/// <summary>What a subscriber gets of an event: its one argument, a tuple of several, or an empty one.</summary>
internal static class EventPayload
{
    // A tuple's element may not be named like its members.
    private static readonly string[] TupleMembers =
        ["CompareTo", "Deconstruct", "Equals", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "Rest", "ToString"];

    /// <summary>The type, in C#.</summary>
    public static string TypeOf(CallSchema call, TypeScope scope)
    {
        string[] types = [.. call.Parameters.Select(parameter => CSharpType.Of(parameter.Type, scope))];
        return types.Length switch
        {
            0 => "global::System.ValueTuple",
            1 => types[0],
            _ => $"({string.Join(", ", NamesOf(call).Zip(types, static (name, type) => $"{type} {name}"))})",
        };
    }

    /// <summary>Writes the struct that reads an event.</summary>
    public static void WriteDecoder(SourceWriter writer, CallSchema call, string name, TypeScope scope)
    {
        string type = TypeOf(call, scope);
        using (writer.Block($"private readonly struct {name} : global::Cells.Connections.IEventDecoder<{type}>"))
        {
            string[] codecs = [.. call.Parameters.Select(parameter => CodecName.Of(parameter.Type, scope))];
            WriteRead(writer, codecs, type);
            writer.Line();
            using (writer.Block($"public static void Write(ref global::Cells.Wire.WireWriter writer, in {type} published)"))
            {
                string[] members = codecs.Length == 1 ? [""] : [.. NamesOf(call).Select(static member => "." + member)];
                for (int i = 0; i < codecs.Length; i++)
                {
                    writer.Line($"{codecs[i]}.Write(ref writer, published{members[i]});");
                }
            }
        }
    }

    private static void WriteRead(SourceWriter writer, string[] codecs, string type)
    {
        string[] reads = [.. codecs.Select(static codec => $"{codec}.Read(ref reader)")];
        string header = $"public static {type} Read(ref global::Cells.Wire.WireReader reader) =>";
        if (reads.Length <= 1)
        {
            writer.Assignment(header, (reads.Length == 0 ? "default" : reads[0]) + ";");
            return;
        }

        // Arguments are evaluated, and so read, from left to right.
        writer.Line(header);
        writer.ContinuationList("(", reads, ");");
    }

    private static IEnumerable<string> NamesOf(CallSchema call)
    {
        UniqueNames names = new(TupleMembers);
        foreach (ParameterSchema parameter in call.Parameters)
        {
            string name = char.ToUpperInvariant(parameter.Name[0]) + parameter.Name.Substring(1);
            bool isItem = name.StartsWith("Item", StringComparison.Ordinal) && name.Length > 4 && name.Skip(4).All(char.IsDigit);
            yield return Identifier.Escape(names.Take(isItem ? name + "_" : name));
        }
    }
}
