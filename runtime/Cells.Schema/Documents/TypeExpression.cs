using System.Text;

namespace Cells.Schema;

/// <summary>
/// The text form of a <see cref="TypeReference"/>: <c>Int32</c>, <c>String?</c>, <c>List&lt;Shop.Product?&gt;</c>, <c>Dictionary&lt;String, Int32?&gt;</c>,
/// <c>(Int32 A, String B)</c>, <c>KeyValuePair&lt;String, Int32&gt;</c>, <c>Shop.Page`1&lt;Shop.Product&gt;</c>, <c>!T</c>.
/// </summary>
/// <remarks>
/// One reference has one text: white space is a single blank after a comma and before the name of a tuple element. A declared type outside of any namespace that is named
/// like a primitive is written <c>global::Guid</c>.
/// </remarks>
public static class TypeExpression
{
    /// <summary>The longest text that is read, in UTF-16 units.</summary>
    public const int MaxLength = 8192;

    /// <summary>How deep references may nest.</summary>
    public const int MaxDepth = 32;

    /// <summary>The most elements of a tuple.</summary>
    public const int MaxTupleElements = 64;

    internal const string GlobalPrefix = "global::";
    internal const string PairName = "KeyValuePair";

    private static readonly WordTable Primitives = WordTable.Of<PrimitiveKind>();
    private static readonly WordTable Collections = WordTable.Of<CollectionKind>();
    private static readonly WordTable Maps = WordTable.Of<MapKind>();

    /// <summary>The text of <paramref name="reference"/>.</summary>
    public static string Format(TypeReference reference)
    {
        StringBuilder builder = new();
        Append(builder, reference);
        return builder.ToString();
    }

    /// <summary>Reads a text that <see cref="Format"/> gives. Names are not looked up.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reference">The reference, or null when the text is none.</param>
    /// <param name="error">What is wrong and where in <paramref name="text"/>, or null.</param>
    public static bool TryParse(string text, out TypeReference? reference, out string? error)
    {
        reference = null;
        if (text.Length > MaxLength)
        {
            error = $"the type expression is {text.Length} characters long, more than {MaxLength}";
            return false;
        }

        TypeExpressionParser parser = new(text);
        TypeReference? parsed = parser.Parse();
        error = parser.Error;
        if (error is null)
        {
            reference = parsed;
        }

        return error is null;
    }

    internal static bool TryGetPrimitive(string name, out PrimitiveKind kind)
    {
        int index = Primitives.IndexOf(name);
        kind = (PrimitiveKind)Math.Max(0, index);
        return index >= 0;
    }

    internal static bool TryGetCollection(string name, out CollectionKind kind)
    {
        int index = Collections.IndexOf(name);
        kind = (CollectionKind)Math.Max(0, index);
        return index >= 0;
    }

    internal static bool TryGetMap(string name, out MapKind kind)
    {
        int index = Maps.IndexOf(name);
        kind = (MapKind)Math.Max(0, index);
        return index >= 0;
    }

    private static void Append(StringBuilder builder, TypeReference reference)
    {
        switch (reference)
        {
            case PrimitiveReference primitive:
                builder.Append(Primitives.Of((int)primitive.Kind));
                break;
            case TypeParameterReference parameter:
                builder.Append('!').Append(parameter.Name);
                break;
            case NamedReference named:
                builder.Append(Primitives.IndexOf(named.Name) >= 0 ? GlobalPrefix : "").Append(named.Name);
                if (!named.Arguments.IsEmpty)
                {
                    AppendArguments(builder, named.Arguments.AsSpan());
                }

                break;
            case CollectionReference collection:
                builder.Append(Collections.Of((int)collection.Kind));
                AppendArguments(builder, [collection.Element]);
                break;
            case MapReference map:
                builder.Append(Maps.Of((int)map.Kind));
                AppendArguments(builder, [map.Key, map.Value]);
                break;
            case PairReference pair:
                builder.Append(PairName);
                AppendArguments(builder, [pair.Key, pair.Value]);
                break;
            case TupleReference tuple:
                AppendTuple(builder, tuple);
                break;
        }

        if (reference.IsNullable)
        {
            builder.Append('?');
        }
    }

    private static void AppendTuple(StringBuilder builder, TupleReference tuple)
    {
        builder.Append('(');
        bool isFirst = true;
        foreach (TupleElement element in tuple.Elements.AsSpan())
        {
            builder.Append(isFirst ? "" : ", ");
            isFirst = false;
            Append(builder, element.Type);
            if (element.Name is not null)
            {
                builder.Append(' ').Append(element.Name);
            }
        }

        builder.Append(')');
    }

    private static void AppendArguments(StringBuilder builder, ReadOnlySpan<TypeReference> arguments)
    {
        builder.Append('<');
        for (int i = 0; i < arguments.Length; i++)
        {
            builder.Append(i == 0 ? "" : ", ");
            Append(builder, arguments[i]);
        }

        builder.Append('>');
    }
}
