using System.Text.Json;
using Cells.Schema;
using Cells.Wire;
using JsonProperty = System.Text.Json.JsonProperty;

namespace Cells.Binding;

/// <summary>Unions: the case's JSON object with the property <c>$case</c>, first when written.</summary>
internal sealed class UnionBinding(TypeSchema type, TypeResolver resolver, NamedReference reference) : TypeBinding
{
    private readonly string[] _names = [.. type.Cases.Select(name => JsonForm.CaseName(type, name))];
    private ObjectBinding[]? _cases;

    public override WireShape Shape => WireShape.Object;

    public override bool IsValueType => false;

    private ObjectBinding[] Cases => _cases ??= resolver.ResolveCases(type, reference);

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            path.FailExpected($"an object ({type.Name})", value);
        }

        int tag = FindCase(value, path);
        writer.WriteUnionTag(tag);
        Cases[tag].Write(value, ref writer, path, isCase: true);
        writer.EndUnion();
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        int tag = reader.ReadUnionTag(_names.Length, type.Name);
        json.WriteStartObject();
        json.WriteString(JsonForm.CaseProperty, _names[tag]);
        Cases[tag].ReadMembers(ref reader, json, path);
        json.WriteEndObject();
        reader.EndUnion();
    }

    private int FindCase(JsonElement value, BindingPath path)
    {
        int found = -1;
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (path.GetName(property) != JsonForm.CaseProperty)
            {
                continue;
            }

            if (found >= 0)
            {
                path.Fail($"'{JsonForm.CaseProperty}' stands twice");
            }

            path.Push(JsonForm.CaseProperty);
            string? name = property.Value.ValueKind == JsonValueKind.String ? path.GetText(property.Value) : null;
            found = name is null ? -1 : Array.IndexOf(_names, name);
            if (found < 0)
            {
                path.FailExpected($"a case of {type.Name} ({string.Join(", ", _names)})", property.Value);
            }

            path.Pop();
        }

        if (found < 0)
        {
            path.Fail($"the property '{JsonForm.CaseProperty}' is missing; it names a case of {type.Name}: {string.Join(", ", _names)}");
        }

        return found;
    }
}
