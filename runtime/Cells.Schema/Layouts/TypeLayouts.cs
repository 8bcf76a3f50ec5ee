using System.Globalization;
using System.Text;

namespace Cells.Schema;

/// <summary>Sizes and layouts of the types of one schema. Remembers what it has computed; not for several threads at once.</summary>
/// <remarks>Any model is safe to ask about: cycles, endless generic types and oversized structs end in <see cref="Problem"/>, not in a hang.</remarks>
public sealed class TypeLayouts
{
    // Deeper nesting than any source has, shallow enough for every thread's stack.
    private const int MaxNesting = 400;
    private const int MaxSteps = 1_000_000;

    private readonly Dictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LayoutResult?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private int _nesting;
    private int _steps;

    /// <summary>Layouts of the types of <paramref name="schema"/>.</summary>
    public TypeLayouts(CellSchema schema)
    {
        foreach (TypeSchema type in schema.Types.AsSpan())
        {
            _types[type.Name] = type;
        }
    }

    /// <summary>The first reason met why a layout cannot be: a struct that contains itself, one that is too large or nests too deep. Null when there was none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether values of <paramref name="reference"/> hold no reference, so that the wire carries their memory image.</summary>
    /// <remarks>False for a bare type parameter, whose argument decides.</remarks>
    public bool IsRaw(TypeReference reference) => Of(reference) is not null;

    /// <summary>The memory image of <paramref name="reference"/> as a field, or null when its values hold references (or its layout is a <see cref="Problem"/>).</summary>
    public LayoutItem? Of(TypeReference reference) => Item(reference, [], []);

    /// <summary>The memory image of a raw struct, tuple, pair or nullable with the offsets of its parts; those of a nullable are the one of its value.</summary>
    /// <returns>Null when the type holds references, or is a primitive or enum without parts.</returns>
    public LayoutResult? ImageOf(TypeReference reference) => reference.IsNullable
        ? Of(reference with { IsNullable = false }) is LayoutItem value ? StructLayout.Nullable(value) : null
        : Image(reference, [], []);

    /// <summary>The memory image of the struct <paramref name="type"/>; null when it holds references, has type parameters or is no struct.</summary>
    public LayoutResult? ImageOf(TypeSchema type) => Struct(type, UnknownArguments(type));

    /// <summary>Whether C# makes <paramref name="reference"/>, its nullability aside, a value type. False for a type parameter.</summary>
    public bool IsValueType(TypeReference reference) => reference switch
    {
        PrimitiveReference primitive => PrimitiveLayout.Of(primitive.Kind) is not null,
        NamedReference named => _types.TryGetValue(named.Name, out TypeSchema? type)
            && type.Kind is TypeKind.Struct or TypeKind.RecordStruct or TypeKind.Enum,
        TupleReference or PairReference => true,
        CollectionReference collection => collection.Kind is CollectionKind.ImmutableArray or CollectionKind.Memory or CollectionKind.ReadOnlyMemory
            or CollectionKind.ReadOnlySequence or CollectionKind.ArraySegment,
        _ => false,
    };

    private static LayoutItem?[] UnknownArguments(TypeSchema type) => new LayoutItem?[type.TypeParameters.Count];

    private LayoutItem? Item(TypeReference reference, EquatableArray<string> parameters, LayoutItem?[] arguments)
    {
        LayoutItem? item = reference switch
        {
            PrimitiveReference primitive => PrimitiveLayout.Of(primitive.Kind),
            TypeParameterReference parameter => IndexOf(parameters, parameter.Name) is int index and >= 0 ? arguments[index] : null,
            NamedReference named when _types.TryGetValue(named.Name, out TypeSchema? type) && type.Kind == TypeKind.Enum
                => PrimitiveLayout.OfEnum(type.Underlying ?? PrimitiveKind.String),
            _ => Image(reference, parameters, arguments)?.ToItem(),
        };
        return item is LayoutItem value && reference.IsNullable ? StructLayout.Nullable(value)?.ToItem() : item;
    }

    private LayoutResult? Image(TypeReference reference, EquatableArray<string> parameters, LayoutItem?[] arguments)
    {
        if (++_steps > MaxSteps || _nesting >= MaxNesting)
        {
            Problem ??= "the structs of this schema nest too deep to be laid out";
            return null;
        }

        _nesting++;
        LayoutResult? image = null;
        switch (reference)
        {
            case NamedReference named when _types.TryGetValue(named.Name, out TypeSchema? type) && type.TypeParameters.Count == named.Arguments.Count:
                image = Struct(type, Items(named.Arguments.AsSpan(), parameters, arguments));
                break;
            case PairReference pair:
                image = Raw(Items([pair.Key, pair.Value], parameters, arguments)) is LayoutItem[] both ? StructLayout.Pair(both[0], both[1]) : null;
                break;
            case TupleReference tuple:
                image = Raw(Items(ElementTypes(tuple), parameters, arguments)) is LayoutItem[] elements ? StructLayout.Tuple(elements) : null;
                break;
        }

        _nesting--;
        return image;
    }

    // Visits every member even after one that holds a reference, so that a struct which contains itself is always found.
    private LayoutResult? Struct(TypeSchema type, LayoutItem?[] arguments)
    {
        if (type.Kind is not (TypeKind.Struct or TypeKind.RecordStruct))
        {
            return null;
        }

        string key = Key(type, arguments);
        if (_known.TryGetValue(key, out LayoutResult? known))
        {
            return known;
        }

        if (!_open.Add(key))
        {
            Problem ??= $"the struct '{type.Name}' contains itself";
            return null;
        }

        TypeReference[] members = new TypeReference[type.Members.Count];
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = type.Members[i].Type;
        }

        LayoutResult? layout = null;
        if (Raw(Items(members, type.TypeParameters, arguments)) is LayoutItem[] fields)
        {
            layout = StructLayout.Sequential(fields);
            if (layout is null)
            {
                Problem ??= $"the struct '{type.Name}' is larger than {StructLayout.MaxSize} bytes";
            }
        }

        _open.Remove(key);
        _known[key] = layout;
        return layout;
    }

    private LayoutItem?[] Items(ReadOnlySpan<TypeReference> references, EquatableArray<string> parameters, LayoutItem?[] arguments)
    {
        LayoutItem?[] items = new LayoutItem?[references.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Item(references[i], parameters, arguments);
        }

        return items;
    }

    private static LayoutItem[]? Raw(LayoutItem?[] items)
    {
        LayoutItem[] raw = new LayoutItem[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] is not LayoutItem item)
            {
                return null;
            }

            raw[i] = item;
        }

        return raw;
    }

    private static TypeReference[] ElementTypes(TupleReference tuple)
    {
        TypeReference[] types = new TypeReference[tuple.Elements.Count];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = tuple.Elements[i].Type;
        }

        return types;
    }

    private static string Key(TypeSchema type, LayoutItem?[] arguments)
    {
        if (arguments.Length == 0)
        {
            return type.Name;
        }

        StringBuilder key = new(type.Name);
        foreach (LayoutItem? argument in arguments)
        {
            key.Append('|');
            if (argument is LayoutItem item)
            {
                key.Append(item.Size.ToString(CultureInfo.InvariantCulture)).Append(',').Append(item.Alignment.ToString(CultureInfo.InvariantCulture))
                    .Append(item.IsPrimitive ? 'p' : 's').Append(item.IsBlock ? 'b' : 'c');
            }
        }

        return key.ToString();
    }

    private static int IndexOf(EquatableArray<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>Answers one question about one type; for several use <see cref="TypeLayouts"/>, which remembers.</summary>
public static class TypeLayout
{
    /// <summary>The memory image of <paramref name="reference"/> as a field, or null when its values hold references.</summary>
    public static LayoutItem? Of(CellSchema schema, TypeReference reference) => new TypeLayouts(schema).Of(reference);
}
