using System.Text.Json;
using Cells.Schema;
using Cells.Wire;
using JsonProperty = System.Text.Json.JsonProperty;

namespace Cells.Binding;

/// <summary>Classes, records, structs and errors: JSON objects, members by their C# names.</summary>
internal sealed class ObjectBinding(TypeSchema type, TypeResolver resolver, NamedReference reference) : TypeBinding
{
    private MemberBinding[]? _members;
    private RawLayout? _layout;

    public override WireShape Shape => IsValueType ? Layout.Shape : WireShape.Object;

    public override bool IsValueType => type.Kind is TypeKind.Struct or TypeKind.RecordStruct;

    protected override string EmptyJson => "{}";

    private MemberBinding[] Members => _members ??= resolver.ResolveMembers(type, reference);

    // Classes are never raw, and may contain themselves.
    private RawLayout Layout => _layout ??= RawLayout.Sequential([.. Members.Select(static member => member.Type.Shape)]);

    private bool IsRaw => IsValueType && Layout.IsRaw;

    /// <summary>Makes a struct's layout now, so that one that contains itself is found.</summary>
    public void ResolveLayout() => _ = Shape;

    public override void Write(JsonElement value, ref WireWriter writer, BindingPath path) => Write(value, ref writer, path, isCase: false);

    /// <summary>Appends an object.</summary>
    /// <param name="value">The JSON object.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="path">Where in the JSON.</param>
    /// <param name="isCase">Whether the object is a union's case, in which a property names the case.</param>
    public void Write(JsonElement value, ref WireWriter writer, BindingPath path, bool isCase)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            path.FailExpected($"an object ({type.Name})", value);
        }

        JsonElement?[] given = Collect(value, path, isCase);
        Begin(ref writer);
        for (int i = 0; i < Members.Length; i++)
        {
            MemberBinding member = Members[i];
            path.Push(member.Name);
            writer.WritePadding(IsRaw ? Layout.PaddingBefore(i) : 0);
            if (given[i] is JsonElement element)
            {
                member.Type.Write(element, ref writer, path);
            }
            else
            {
                member.WriteAbsent(ref writer, path, type.Name);
            }

            path.Pop();
        }

        End(ref writer);
    }

    public override void WriteZero(ref WireWriter writer, BindingPath path)
    {
        if (!IsValueType)
        {
            base.WriteZero(ref writer, path);
            return;
        }

        if (IsRaw)
        {
            writer.WritePadding(Layout.Shape.Size);
            return;
        }

        Begin(ref writer);
        foreach (MemberBinding member in Members)
        {
            path.Push(member.Name);
            member.Type.WriteZero(ref writer, path);
            path.Pop();
        }

        End(ref writer);
    }

    public override void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        json.WriteStartObject();
        ReadMembers(ref reader, json, path);
        json.WriteEndObject();
    }

    /// <summary>Writes the members into the JSON object that is open.</summary>
    public void ReadMembers(ref WireReader reader, Utf8JsonWriter json, BindingPath path)
    {
        if (!IsRaw)
        {
            reader.ReadObjectHeader(Members.Length, type.Name);
        }

        for (int i = 0; i < Members.Length; i++)
        {
            MemberBinding member = Members[i];
            path.Push(member.Name);
            reader.SkipPadding(IsRaw ? Layout.PaddingBefore(i) : 0);
            json.WritePropertyName(member.Name);
            member.Type.Read(ref reader, json, path);
            path.Pop();
        }

        if (IsRaw)
        {
            reader.SkipPadding(Layout.TrailingPadding);
        }
        else
        {
            reader.EndObject();
        }
    }

    private JsonElement?[] Collect(JsonElement value, BindingPath path, bool isCase)
    {
        JsonElement?[] given = new JsonElement?[Members.Length];
        foreach (JsonProperty property in value.EnumerateObject())
        {
            string name = path.GetName(property);
            if (name == JsonForm.CaseProperty && (isCase || type.CaseOf is not null))
            {
                CheckCase(property.Value, path, isCase);
                continue;
            }

            int index = Array.FindIndex(Members, member => string.Equals(member.Name, name, StringComparison.Ordinal));
            if (index < 0)
            {
                path.Fail($"{type.Name} has no member '{name}'{SimilarName.Suggest(name, Members.Select(static member => member.Name))}");
            }

            if (given[index] is not null)
            {
                path.Fail($"'{name}' stands twice");
            }

            given[index] = property.Value;
        }

        return given;
    }

    // A union has looked at the name already; a case that stands alone must name itself.
    private void CheckCase(JsonElement name, BindingPath path, bool isCase)
    {
        if (!isCase && (name.ValueKind != JsonValueKind.String || !resolver.IsCaseName(type, path.GetText(name))))
        {
            path.Push(JsonForm.CaseProperty);
            path.FailExpected($"the name of {type.Name}", name);
        }
    }

    private void Begin(ref WireWriter writer)
    {
        if (!IsRaw)
        {
            writer.WriteObjectHeader(Members.Length);
        }
    }

    private void End(ref WireWriter writer)
    {
        if (IsRaw)
        {
            writer.WritePadding(Layout.TrailingPadding);
        }
        else
        {
            writer.EndObject();
        }
    }
}

/// <summary>A member or parameter.</summary>
/// <param name="Name">The name in C#.</param>
/// <param name="Type">The type.</param>
/// <param name="IsRequired">Whether JSON must give it.</param>
/// <param name="Default">The declared default, or null.</param>
internal sealed record MemberBinding(string Name, TypeBinding Type, bool IsRequired, DefaultValue? Default)
{
    /// <summary>Appends what stands for a member that JSON does not give.</summary>
    /// <exception cref="JsonBindingException">It must be given.</exception>
    public void WriteAbsent(ref WireWriter writer, BindingPath path, string owner)
    {
        if (Default is not null)
        {
            Type.WriteDefault(Default, ref writer, path);
        }
        else if (IsRequired)
        {
            path.Fail($"{owner} requires it, and it is missing");
        }
        else
        {
            Type.WriteZero(ref writer, path);
        }
    }
}
