using System.Text;
using Cells.Schema;

namespace Cells.Generators.Tests.Parse;

/// <summary>A schema in a form that a test can state and a person can read: one line for each call, type and member.</summary>
internal static class SchemaText
{
    public static string Of(CellDraft draft) => Of(draft.Model.Schema);

    public static string Of(CellSchema schema)
    {
        StringBuilder text = new();
        foreach (CallSchema call in schema.Calls)
        {
            Append(text, call);
        }

        foreach (TypeSchema type in schema.Types)
        {
            Append(text, type);
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>A reference, with names that are not bound in angle quotes.</summary>
    public static string Of(TypeReference reference) => (reference switch
    {
        UnresolvedReference unresolved => $"«{unresolved.Name.Text}»" + Arguments(unresolved.Arguments),
        NamedReference named => named.Name + Arguments(named.Arguments),
        CollectionReference collection => $"{collection.Kind}<{Of(collection.Element)}>",
        MapReference map => $"{map.Kind}<{Of(map.Key)}, {Of(map.Value)}>",
        PairReference pair => $"KeyValuePair<{Of(pair.Key)}, {Of(pair.Value)}>",
        TupleReference tuple => $"({string.Join(", ", tuple.Elements.Select(element => $"{Of(element.Type)} {element.Name}".TrimEnd()))})",
        TypeParameterReference parameter => "!" + parameter.Name,
        PrimitiveReference primitive => primitive.Kind.ToString(),
        _ => throw new ArgumentException(reference.ToString()),
    }) + (reference.IsNullable ? "?" : "");

    private static string Arguments(EquatableArray<TypeReference> arguments) => arguments.IsEmpty ? "" : $"<{string.Join(", ", arguments.Select(Of))}>";

    private static void Append(StringBuilder text, CallSchema call)
    {
        text.Append(call.Kind == CallKind.Unary ? "call " : $"{call.Kind} ").Append(call.Name).Append('(')
            .Append(string.Join(", ", call.Parameters.Select(parameter =>
                $"{(parameter.IsStream ? "stream " : "")}{Of(parameter.Type)} {parameter.Name}{Facts(parameter.Default, false, parameter.OldNames, parameter.Constraints, null)}")))
            .Append(')').Append(call.Result is null ? "" : $" -> {Of(call.Result)}")
            .Append(call.Errors.IsEmpty ? "" : $" ! {string.Join(", ", call.Errors)}")
            .Append(call.IsIdempotent ? " idempotent" : "").Append(call.IsExactlyOnce ? " exactly-once" : "")
            .Append(call.DeadlineMs is { } deadline ? $" deadline={deadline}" : "").Append(call.Scope is null ? "" : $" scope={call.Scope}")
            .Append(call.Experimental is null ? "" : $" experimental={call.Experimental}")
            .Append(Facts(null, false, call.OldNames, [], call.Obsolete)).Append('\n');
    }

    private static void Append(StringBuilder text, TypeSchema type)
    {
        text.Append(type.IsReadOnly ? "readonly " : "").Append(type.Kind).Append(' ').Append(type.Name)
            .Append(type.Owner is null ? "" : $" of {type.Owner}")
            .Append(type.TypeParameters.IsEmpty ? "" : $"<{string.Join(", ", type.TypeParameters)}>")
            .Append(type.Underlying is { } underlying ? $" : {underlying}" : "").Append(type.CaseOf is null ? "" : $" : {type.CaseOf}")
            .Append(type.IsFlags ? " flags" : type.IsOpen ? " open" : "")
            .Append(type.IsSealed || type.Kind is TypeKind.UnionClass or TypeKind.UnionRecord ? "" : " unsealed")
            .Append(type.Size is { } size ? $" size={size}/{type.Alignment}" : "").Append(type.Status is null ? "" : $" status={type.Status}")
            .Append(type.Cases.IsEmpty ? "" : $" cases={string.Join(", ", type.Cases)}")
            .Append(Facts(null, false, type.OldNames, [], type.Obsolete)).Append('\n');
        foreach (MemberSchema member in type.Members)
        {
            text.Append("  ").Append(member.HasRequiredKeyword ? "required " : "").Append(Of(member.Type)).Append(' ').Append(member.Name).Append(" (")
                .Append(member.Form).Append(')').Append(member.Offset is { } offset ? $" @{offset}" : "")
                .Append(Facts(member.Default, member.HasOpaqueInitializer, member.OldNames, member.Constraints, member.Obsolete)).Append('\n');
        }

        foreach (EnumValue value in type.Values)
        {
            text.Append("  ").Append(value.Name).Append(" = ").Append(value.Number).Append(Facts(null, false, value.OldNames, [], value.Obsolete)).Append('\n');
        }
    }

    private static string Facts(DefaultValue? value, bool isOpaque, EquatableArray<string> oldNames, EquatableArray<Constraint> constraints, Deprecation? obsolete) =>
        (value is null ? "" : $" = {value.Kind}{(value.Text.Length == 0 ? "" : $" '{value.Text}'")}")
        + (isOpaque ? " = opaque" : "")
        + (oldNames.IsEmpty ? "" : $" was {string.Join(", ", oldNames)}")
        + string.Concat(constraints.Select(constraint => $" {constraint.Kind}[{constraint.Pattern ?? $"{constraint.Minimum}..{constraint.Maximum}"}]"))
        + (obsolete is null ? "" : $" obsolete '{obsolete.Message}'");
}
