using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits a member of a dependency's type outside a positional list.</summary>
internal static class MemberEmitter
{
    /// <summary>The member with its documentation and attributes.</summary>
    /// <param name="writer">Receives the declaration.</param>
    /// <param name="member">The member.</param>
    /// <param name="scope">The scope of its type.</param>
    /// <param name="isAssigned">The constructor sets the member.</param>
    /// <param name="inherited">The names that the member would hide.</param>
    public static void Write(SourceWriter writer, MemberSchema member, TypeScope scope, bool isAssigned, ICollection<string> inherited)
    {
        DocumentationComment.Write(writer, member.Documentation, $"{member.Name}, as the producer declares it.");
        Attributes.WriteObsolete(writer, member.Obsolete);
        Attributes.WriteRenamed(writer, member.OldNames);

        string hides = inherited.Contains(member.Name) ? "new " : string.Empty;
        string required = !isAssigned && IsRequired(member, scope) ? "required " : string.Empty;
        string declaration = $"public {hides}{required}{CSharpType.Of(member.Type, scope)} {Identifier.Escape(member.Name)}";
        string initializer = !isAssigned && Initializer(member, scope) is { } value ? " = " + value : string.Empty;
        string ending = initializer.Length == 0 ? string.Empty : initializer + ";";
        writer.Line(member.Form switch
        {
            MemberForm.Field => declaration + initializer + ";",
            MemberForm.Set => declaration + " { get; set; }" + ending,
            MemberForm.Constructor => declaration + " { get; }",
            _ => declaration + " { get; init; }" + ending,
        });
    }

    /// <summary>The member under a name that it had before. It holds no value of its own, so that the layout of a struct stays as it is.</summary>
    public static void WriteAlias(SourceWriter writer, string oldName, MemberSchema member, TypeSchema type, TypeScope scope)
    {
        writer.Line($"/// <inheritdoc cref=\"{member.Name}\"/>");
        Attributes.WriteOldName(writer, member.Name, OldNames.MemberId);
        string declaration = $"public {CSharpType.Of(member.Type, scope)} {Identifier.Escape(oldName)}";
        string present = "this." + Identifier.Escape(member.Name);
        string? setter = member.Form switch
        {
            MemberForm.Constructor => null,
            MemberForm.Set => "set",
            MemberForm.Field => type.IsReadOnly ? null : "set",
            _ => "init",
        };
        writer.Line(setter is null ? $"{declaration} => {present};" : $"{declaration} {{ get => {present}; {setter} => {present} = value; }}");
    }

    /// <summary>The initializer of a member that the constructor does not set; null when there is none, or the caller sets the member in any case.</summary>
    public static string? Initializer(MemberSchema member, TypeScope scope) => member.HasRequiredKeyword
        ? null
        : DefaultExpression.Of(member.Default, member.Type, scope);

    // What no reader could fill must be given: what is required at the producer, what has an initializer that no schema can hold,
    // and a reference that may not be null.
    private static bool IsRequired(MemberSchema member, TypeScope scope)
    {
        bool isNonNullReference = !member.Type.IsNullable && !CSharpType.IsValueType(member.Type, scope);
        return member.HasRequiredKeyword || (Initializer(member, scope) is null && (member.HasOpaqueInitializer || isNonNullReference));
    }
}
