using System.Text;

namespace Cells.Schema;

/// <summary>How findings write types and values: as C# does.</summary>
internal static class TypeText
{
    public static string Of(TypeReference type)
    {
        StringBuilder text = new();
        Append(text, type);
        return text.ToString();
    }

    /// <summary>The name of an element, given or implied.</summary>
    public static string ElementName(TupleReference tuple, int index) =>
        tuple.Elements[index].Name ?? "Item" + (index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string Of(DefaultValue? value) => value?.Kind switch
    {
        null => "no default",
        DefaultKind.Null => "null",
        DefaultKind.Zero => "default",
        DefaultKind.Empty => "[]",
        DefaultKind.Text => "\"" + value.Text + "\"",
        _ => value.Text,
    };

    public static string Of(MemberSchema member) =>
        (member.HasRequiredKeyword ? "required " : "") + Of(member.Type) + " " + member.Name + (member.Default is null ? "" : " = " + Of(member.Default));

    public static string Of(ParameterSchema parameter) =>
        (parameter.Callback is string callback ? callback + (parameter.IsOptionalCallback ? "?" : "")
            : parameter.IsStream ? "IAsyncEnumerable<" + Of(parameter.Type) + ">" : Of(parameter.Type))
        + " " + parameter.Name + (parameter.Default is null ? "" : " = " + Of(parameter.Default));

    public static string Of(CallSchema call) =>
        call.Kind + " " + (call.Result is null ? "void" : Of(call.Result)) + " " + call.Name + "(" + string.Join(", ", call.Parameters.Select(Of)) + ")";

    public static string Of(Constraint constraint) => constraint.Kind switch
    {
        ConstraintKind.Pattern => "pattern " + constraint.Pattern,
        _ => (constraint.Kind == ConstraintKind.Range ? "range " : "length ") + (constraint.Minimum ?? "") + ".." + (constraint.Maximum ?? ""),
    };

    public static string Of(EquatableArray<Constraint> constraints) =>
        constraints.IsEmpty ? "no constraint" : string.Join(", ", constraints.Select(Of));

    private static void Append(StringBuilder text, TypeReference type)
    {
        switch (type)
        {
            case PrimitiveReference primitive:
                text.Append(Keyword(primitive.Kind));
                break;
            case NamedReference named:
                int tick = named.Name.IndexOf('`');
                text.Append(tick < 0 ? named.Name : named.Name.Substring(0, tick));
                AppendArguments(text, named.Arguments);
                break;
            case TypeParameterReference parameter:
                text.Append(parameter.Name);
                break;
            case CollectionReference { Kind: CollectionKind.Array } array:
                Append(text, array.Element);
                text.Append("[]");
                break;
            case CollectionReference collection:
                text.Append(collection.Kind);
                AppendArguments(text, [collection.Element]);
                break;
            case MapReference map:
                text.Append(map.Kind);
                AppendArguments(text, [map.Key, map.Value]);
                break;
            case PairReference pair:
                text.Append("KeyValuePair");
                AppendArguments(text, [pair.Key, pair.Value]);
                break;
            case TupleReference tuple:
                AppendTuple(text, tuple);
                break;
        }

        if (type.IsNullable)
        {
            text.Append('?');
        }
    }

    private static void AppendArguments(StringBuilder text, EquatableArray<TypeReference> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            text.Append(i == 0 ? "<" : ", ");
            Append(text, arguments[i]);
        }

        if (!arguments.IsEmpty)
        {
            text.Append('>');
        }
    }

    private static void AppendTuple(StringBuilder text, TupleReference tuple)
    {
        text.Append('(');
        for (int i = 0; i < tuple.Elements.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Append(text, tuple.Elements[i].Type);
            if (tuple.Elements[i].Name is string name)
            {
                text.Append(' ').Append(name);
            }
        }

        text.Append(')');
    }

    private static string Keyword(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "bool",
        PrimitiveKind.SByte => "sbyte",
        PrimitiveKind.Byte => "byte",
        PrimitiveKind.Int16 => "short",
        PrimitiveKind.UInt16 => "ushort",
        PrimitiveKind.Int32 => "int",
        PrimitiveKind.UInt32 => "uint",
        PrimitiveKind.Int64 => "long",
        PrimitiveKind.UInt64 => "ulong",
        PrimitiveKind.Single => "float",
        PrimitiveKind.Double => "double",
        PrimitiveKind.Decimal => "decimal",
        PrimitiveKind.Char => "char",
        PrimitiveKind.String => "string",
        _ => kind.ToString(),
    };
}
