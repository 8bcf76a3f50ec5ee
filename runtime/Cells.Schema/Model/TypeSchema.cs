namespace Cells.Schema;

/// <summary>A type declared by a cell: an object, an enum, a union or an error.</summary>
public sealed record TypeSchema
{
    /// <summary>The full C# name, nested types with a dot, generic definitions with their arity: <c>Shop.Page`1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the type is.</summary>
    public required TypeKind Kind { get; init; }

    /// <summary>The contract that declares the type (<c>Shop.Catalog</c>) when it is a dependency's; null for the cell's own.</summary>
    public string? Owner { get; init; }

    /// <summary>The names of the type parameters of a generic definition.</summary>
    public EquatableArray<string> TypeParameters { get; init; }

    /// <summary>The members in wire order: those of base types first, then declaration order. Empty for enums and unions.</summary>
    public EquatableArray<MemberSchema> Members { get; init; }

    /// <summary>The size of the memory image, when the type is a struct without references and without type parameters; else null.</summary>
    public int? Size { get; init; }

    /// <summary>The alignment of the memory image; null when <see cref="Size"/> is.</summary>
    public int? Alignment { get; init; }

    /// <summary>The underlying type of an enum; null otherwise.</summary>
    public PrimitiveKind? Underlying { get; init; }

    /// <summary>The named values of an enum, in declaration order.</summary>
    public EquatableArray<EnumValue> Values { get; init; }

    /// <summary>The enum accepts numbers without a name (<c>[Open]</c> or <c>[Flags]</c>).</summary>
    public bool IsOpen { get; init; }

    /// <summary>The enum is <c>[Flags]</c>.</summary>
    public bool IsFlags { get; init; }

    /// <summary>The full names of the cases of a union; a case's index is its tag on the wire.</summary>
    public EquatableArray<string> Cases { get; init; }

    /// <summary>The full name of the union of which this type is a case, or null.</summary>
    public string? CaseOf { get; init; }

    /// <summary>Whether an object type is sealed (structs always are).</summary>
    public bool IsSealed { get; init; } = true;

    /// <summary>Whether a struct is declared <c>readonly</c>.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>For an error: the status that it carries, a name of the runtime's status list; else null.</summary>
    public string? Status { get; init; }

    /// <summary>Simple or full names that the type had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>Deprecation, or null.</summary>
    public Deprecation? Obsolete { get; init; }

    /// <summary>The documentation comment: the inner XML, or null.</summary>
    public string? Documentation { get; init; }
}

/// <summary>What a declared type is.</summary>
public enum TypeKind
{
    /// <summary>A class.</summary>
    Class,

    /// <summary>A record class.</summary>
    Record,

    /// <summary>A struct.</summary>
    Struct,

    /// <summary>A record struct.</summary>
    RecordStruct,

    /// <summary>An enum.</summary>
    Enum,

    /// <summary>An abstract class whose sealed derived types are its cases.</summary>
    UnionClass,

    /// <summary>An abstract record whose sealed derived types are its cases.</summary>
    UnionRecord,

    /// <summary>An exception derived from <c>CellException</c> with typed members.</summary>
    Error,
}

/// <summary>A named value of an enum.</summary>
public sealed record EnumValue
{
    /// <summary>The name in C#.</summary>
    public required string Name { get; init; }

    /// <summary>The number: an <see cref="long"/>, or an <see cref="ulong"/> reinterpreted when the underlying type is unsigned and 64 bits wide.</summary>
    public required long Number { get; init; }

    /// <summary>Names that the value had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>Deprecation, or null.</summary>
    public Deprecation? Obsolete { get; init; }

    /// <summary>The documentation comment: the inner XML, or null.</summary>
    public string? Documentation { get; init; }
}
