using System.Reflection.Metadata;
using Cells.Schema;

namespace Cells.Build;

/// <summary>A type as the IL of an assembly names it, as far as uses need to know.</summary>
internal abstract record IlType
{
    /// <summary>A number, or what nothing is known of: it converts to anything, and nothing escapes by it.</summary>
    public static IlType Unknown { get; } = new UnknownType();

    /// <summary>The literal <c>null</c>.</summary>
    public static IlType Null { get; } = new NullType();

    /// <summary>The result of what has none.</summary>
    public static IlType Void { get; } = new VoidType();

    /// <summary><c>System.Object</c>.</summary>
    public static IlType Object { get; } = new ForeignType("System.Object");

    /// <summary>The types that this one is made of: itself, and its arguments and elements.</summary>
    public IEnumerable<IlType> Parts()
    {
        Stack<IlType> rest = new([this]);
        while (rest.TryPop(out IlType? type))
        {
            yield return type;
            switch (type)
            {
                case GenericType generic:
                    rest.Push(generic.Definition);
                    foreach (IlType argument in generic.Arguments)
                    {
                        rest.Push(argument);
                    }

                    break;
                case ArrayType array:
                    rest.Push(array.Element);
                    break;
                case ReferenceType reference:
                    rest.Push(reference.Target);
                    break;
                case AlternativeTypes alternatives:
                    foreach (IlType alternative in alternatives.Types)
                    {
                        rest.Push(alternative);
                    }

                    break;
                case FunctionType function:
                    foreach (IlType part in function.Signature)
                    {
                        rest.Push(part);
                    }

                    break;
            }
        }
    }

    /// <summary>The type without its arguments.</summary>
    public IlType WithoutArguments() => this is GenericType generic ? generic.Definition : this;

    /// <summary>The arguments of a generic type; else empty.</summary>
    public EquatableArray<IlType> TypeArguments() => this is GenericType generic ? generic.Arguments : [];

    /// <summary>What a reference refers to; else the type itself.</summary>
    public IlType Dereferenced() => this is ReferenceType reference ? reference.Target : this;

    /// <summary>The type with arguments in place of its parameters. A parameter without an argument is unknown.</summary>
    public IlType Substitute(EquatableArray<IlType> typeArguments, EquatableArray<IlType> methodArguments) => this switch
    {
        TypeParameter parameter => Find(parameter.IsOfMethod ? methodArguments : typeArguments, parameter.Index),
        GenericType generic => new GenericType(generic.Definition, [.. generic.Arguments.Select(argument => argument.Substitute(typeArguments, methodArguments))]),
        ArrayType array => new ArrayType(array.Element.Substitute(typeArguments, methodArguments)),
        ReferenceType reference => new ReferenceType(reference.Target.Substitute(typeArguments, methodArguments)),
        FunctionType function => new FunctionType([.. function.Signature.Select(part => part.Substitute(typeArguments, methodArguments))]),
        _ => this,
    };

    /// <summary>What a value is that is one of two, by the way that control took.</summary>
    public static IlType Join(IlType one, IlType other)
    {
        if (one == other || other == Null || (other == Unknown && one != Null))
        {
            return one;
        }

        if (one == Null || one == Unknown)
        {
            return other;
        }

        List<IlType> types = [.. Alternatives(one)];
        types.AddRange(Alternatives(other).Where(type => !types.Contains(type)));
        return types.Count == 1 ? types[0] : new AlternativeTypes([.. types]);
    }

    /// <summary>The types that a value may be of.</summary>
    public static IEnumerable<IlType> Alternatives(IlType type) => type is AlternativeTypes alternatives ? alternatives.Types : [type];

    private static IlType Find(EquatableArray<IlType> arguments, int index) => index < arguments.Count ? arguments[index] : Unknown;

    private sealed record UnknownType : IlType;

    private sealed record NullType : IlType;

    private sealed record VoidType : IlType;
}

/// <summary>A type of another assembly, by its full name: <c>System.Collections.Generic.List`1+Enumerator</c>.</summary>
internal sealed record ForeignType(string Name) : IlType;

/// <summary>A type that the assembly defines.</summary>
internal sealed record DefinedType(TypeDefinitionHandle Handle) : IlType;

/// <summary>A generic type with its arguments.</summary>
internal sealed record GenericType(IlType Definition, EquatableArray<IlType> Arguments) : IlType;

/// <summary>An array of any rank.</summary>
internal sealed record ArrayType(IlType Element) : IlType;

/// <summary>A managed reference or a pointer.</summary>
internal sealed record ReferenceType(IlType Target) : IlType;

/// <summary>A function, as <c>ldftn</c> and function pointers have it.</summary>
/// <param name="Signature">The types of its parameters and result, and of what declares it.</param>
internal sealed record FunctionType(EquatableArray<IlType> Signature) : IlType;

/// <summary>One of several types.</summary>
internal sealed record AlternativeTypes(EquatableArray<IlType> Types) : IlType;

/// <summary>A type parameter by its place, in a signature whose owner is known to its reader alone.</summary>
internal sealed record TypeParameter(bool IsOfMethod, int Index) : IlType;

/// <summary>A type parameter of a type or method of the assembly, inside its own code.</summary>
internal sealed record TypeVariable(EntityHandle Owner, int Index) : IlType;
