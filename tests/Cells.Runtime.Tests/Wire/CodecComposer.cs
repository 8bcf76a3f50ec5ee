using System.Reflection;
using Cells.Schema;

namespace Cells.Wire;

/// <summary>The codec type for a type of a schema, composed as generated code composes it.</summary>
internal sealed class CodecComposer(CellSchema schema)
{
    private const int MostMembers = 40;

    private static readonly Assembly Runtime = typeof(WireWriter).Assembly;

    private readonly HashSet<string> _open = [];

    /// <summary>The .NET type and its codec.</summary>
    /// <exception cref="NotSupportedException">The type contains itself, or is too wide for nested type arguments.</exception>
    public (Type Type, Type Codec) Compose(TypeReference reference)
    {
        if (!reference.IsNullable)
        {
            return ComposePresent(reference);
        }

        (Type type, Type codec) = ComposePresent(reference with { IsNullable = false });
        return type.IsValueType
            ? (typeof(Nullable<>).MakeGenericType(type), typeof(NullableValueCodec<,>).MakeGenericType(type, codec))
            : (type, typeof(NullableCodec<,>).MakeGenericType(type, codec));
    }

    private (Type Type, Type Codec) ComposePresent(TypeReference reference) => reference switch
    {
        PrimitiveReference primitive => WithCodec(Runtime.GetType($"Cells.Wire.{primitive.Kind}Codec")!),
        CollectionReference collection => WithCodec(Make($"{collection.Kind}Codec`2", Compose(collection.Element))),
        MapReference map => WithCodec(Make($"{map.Kind}Codec`4", Compose(map.Key), Compose(map.Value))),
        PairReference pair => WithCodec(Make("KeyValuePairCodec`4", Compose(pair.Key), Compose(pair.Value))),
        TupleReference tuple => ComposeTuple([.. tuple.Elements.Select(element => Compose(element.Type))]),
        NamedReference named => ComposeNamed(schema.FindType(named.Name)!),
        _ => throw new NotSupportedException(),
    };

    private static (Type Type, Type Codec) ComposeTuple((Type Type, Type Codec)[] items) => items.Length <= 7
        ? WithCodec(Make($"ValueTupleCodec`{2 * items.Length}", items))
        : WithCodec(Make("ValueTupleCodec`16", [.. items[..7], ComposeTuple(items[7..])]));

    private (Type Type, Type Codec) ComposeNamed(TypeSchema type)
    {
        if (type.Kind == TypeKind.Enum)
        {
            Type number = ComposePresent(new PrimitiveReference(type.Underlying!.Value)).Type;
            return (number, typeof(TestEnumCodec<>).MakeGenericType(number));
        }

        if (!_open.Add(type.Name) || type.Members.Count > MostMembers)
        {
            throw new NotSupportedException("a type that contains itself, or a very wide one");
        }

        (Type Type, Type Codec) composed = type.Kind == TypeKind.UnionClass ? ComposeUnion(type) : ComposeMembers(type);
        _open.Remove(type.Name);
        return composed;
    }

    private (Type Type, Type Codec) ComposeUnion(TypeSchema type)
    {
        Type cases = typeof(NoCaseCodecs);
        foreach (string name in type.Cases.Reverse())
        {
            (Type body, Type codec) = ComposePresent(new NamedReference(name, []));
            cases = typeof(CaseCodecs<,,>).MakeGenericType(body, codec, cases);
        }

        return WithCodec(typeof(TestUnionCodec<>).MakeGenericType(cases));
    }

    private (Type Type, Type Codec) ComposeMembers(TypeSchema type)
    {
        Type members = typeof(NoMembers);
        Type codecs = typeof(NoMemberCodecs);
        foreach (MemberSchema member in type.Members.Reverse())
        {
            (Type head, Type codec) = Compose(member.Type);
            codecs = typeof(MemberCodecs<,,,>).MakeGenericType(head, codec, members, codecs);
            members = typeof(Members<,>).MakeGenericType(head, members);
        }

        return type.Kind == TypeKind.Struct
            ? (members, typeof(TestStructCodec<,>).MakeGenericType(members, codecs))
            : (typeof(TestClass<>).MakeGenericType(members), typeof(TestClassCodec<,>).MakeGenericType(members, codecs));
    }

    private static Type Make(string name, params (Type Type, Type Codec)[] arguments) =>
        Runtime.GetType("Cells.Wire." + name)!.MakeGenericType([.. arguments.SelectMany(argument => new[] { argument.Type, argument.Codec })]);

    private static (Type Type, Type Codec) WithCodec(Type codec) => (
        codec.GetInterfaces().First(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IWireCodec<>)).GetGenericArguments()[0], codec);
}
