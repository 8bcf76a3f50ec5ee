namespace Cells.Schema;

/// <summary>One member of an object type.</summary>
public sealed record MemberSchema
{
    /// <summary>The name in C#.</summary>
    public required string Name { get; init; }

    /// <summary>The type.</summary>
    public required TypeReference Type { get; init; }

    /// <summary>How C# declares the member.</summary>
    public required MemberForm Form { get; init; }

    /// <summary>The member carries the <c>required</c> keyword.</summary>
    public bool HasRequiredKeyword { get; init; }

    /// <summary>The declared default: a positional parameter's, or a constant initializer; null when there is none.</summary>
    public DefaultValue? Default { get; init; }

    /// <summary>The member has an initializer that is no constant, so that no schema can hold it.</summary>
    public bool HasOpaqueInitializer { get; init; }

    /// <summary>The byte offset in the memory image of a raw struct; null in every other type.</summary>
    public int? Offset { get; init; }

    /// <summary>Names that the member had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>Constraints on the value, from System.ComponentModel.DataAnnotations.</summary>
    public EquatableArray<Constraint> Constraints { get; init; }

    /// <summary>Deprecation, or null.</summary>
    public Deprecation? Obsolete { get; init; }

    /// <summary>The documentation comment: the inner XML, or null.</summary>
    public string? Documentation { get; init; }
}

/// <summary>How C# declares a member.</summary>
public enum MemberForm
{
    /// <summary>A positional parameter of a record or record struct.</summary>
    Positional,

    /// <summary>A property with <c>init</c>.</summary>
    Init,

    /// <summary>A property with <c>set</c>.</summary>
    Set,

    /// <summary>A public field.</summary>
    Field,

    /// <summary>A get-only property that the constructor's parameter of its name (ignoring case) sets.</summary>
    Constructor,
}

/// <summary>A declared default, kept as text so that every bit survives.</summary>
/// <param name="Kind">What <paramref name="Text"/> is.</param>
/// <param name="Text">
/// <see cref="DefaultKind.Boolean"/>: <c>true</c> or <c>false</c>. <see cref="DefaultKind.Number"/>: invariant and round-trip exact.
/// <see cref="DefaultKind.Text"/>: the string or the one char. <see cref="DefaultKind.EnumName"/>: names joined with <c>, </c>, or a number.
/// Empty for the other kinds.
/// </param>
public sealed record DefaultValue(DefaultKind Kind, string Text);

/// <summary>What a declared default is.</summary>
public enum DefaultKind
{
    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>default</c>: the zero value of a value type.</summary>
    Zero,

    /// <summary>A <c>bool</c>.</summary>
    Boolean,

    /// <summary>An integer, floating-point or decimal number.</summary>
    Number,

    /// <summary>A <c>string</c> or <c>char</c>.</summary>
    Text,

    /// <summary>A value of an enum.</summary>
    EnumName,

    /// <summary>An empty collection: <c>[]</c> or <c>new()</c>.</summary>
    Empty,
}

/// <summary>A constraint of System.ComponentModel.DataAnnotations on a parameter or member.</summary>
/// <param name="Kind">Which attribute.</param>
/// <param name="Minimum">The lower bound as invariant text, or null for none.</param>
/// <param name="Maximum">The upper bound as invariant text, or null for none.</param>
/// <param name="Pattern">The regular expression, or null.</param>
public sealed record Constraint(ConstraintKind Kind, string? Minimum, string? Maximum, string? Pattern);

/// <summary>Which attribute a constraint comes from.</summary>
public enum ConstraintKind
{
    /// <summary><c>[Range]</c>.</summary>
    Range,

    /// <summary><c>[StringLength]</c>, <c>[MinLength]</c> or <c>[MaxLength]</c>: characters of a string, elements of a collection.</summary>
    Length,

    /// <summary><c>[RegularExpression]</c>.</summary>
    Pattern,
}
