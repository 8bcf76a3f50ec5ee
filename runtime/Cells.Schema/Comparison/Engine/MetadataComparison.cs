namespace Cells.Schema;

/// <summary>Compares what a declaration promises besides its shape.</summary>
internal static class MetadataComparison
{
    /// <summary>Compares whether the compiler demands the member, and what it is when left out.</summary>
    public static void CompareRequiredness(DirectedComparison comparison, ComparisonPlace place, MemberSchema before, MemberSchema after)
    {
        bool wasRequired = IsRequired(before);
        bool isRequired = IsRequired(after);
        if (!wasRequired && isRequired)
        {
            comparison.Report(
                CompatibilityRules.MemberBecameRequired,
                place,
                PlanEffect.Yes,
                TypeText.Of(before),
                TypeText.Of(after),
                $"'{place.Path}' is now required: consumers that leave it out no longer compile.");
        }
        else if (wasRequired && !isRequired)
        {
            comparison.Report(
                CompatibilityRules.OptionalMemberAdded, place, PlanEffect.Yes, TypeText.Of(before), TypeText.Of(after), $"'{place.Path}' may now be left out.");
        }
        else if (!isRequired && (!DefaultText.AreSame(before, after) || before.HasOpaqueInitializer != after.HasOpaqueInitializer))
        {
            comparison.Report(
                CompatibilityRules.DefaultChanged,
                place,
                PlanEffect.Yes,
                TypeText.Of(before.Default),
                TypeText.Of(after.Default),
                $"The default of '{place.Path}' was {TypeText.Of(before.Default)} and is {TypeText.Of(after.Default)}: consumers that leave it out get another value.");
        }
    }

    /// <summary>Compares constraints.</summary>
    public static void CompareConstraints(
        DirectedComparison comparison, ComparisonPlace place, EquatableArray<Constraint> before, EquatableArray<Constraint> after)
    {
        if (before == after)
        {
            return;
        }

        ConstraintChange change = ConstraintChange.Of(before, after);
        string oldText = TypeText.Of(before);
        string newText = TypeText.Of(after);
        string became = $"The constraint of '{place.Path}' was {oldText} and is {newText}";
        if (change.IsTightened)
        {
            comparison.Report(
                CompatibilityRules.ConstraintTightened, place, PlanEffect.Yes, oldText, newText, $"{became}: values that were accepted are refused.");
        }

        if (change.IsLoosened)
        {
            comparison.Report(
                CompatibilityRules.ConstraintLoosened, place, PlanEffect.Yes, oldText, newText, $"{became}: readers may see values that they were promised not to.");
        }

        if (change.IsReplaced)
        {
            comparison.Report(
                CompatibilityRules.PatternReplaced, place, PlanEffect.Yes, oldText, newText, $"{became}: values that were accepted may be refused.");
        }
    }

    /// <summary>Compares <c>[Obsolete]</c>.</summary>
    public static void CompareDeprecation(DirectedComparison comparison, ComparisonPlace place, Deprecation? before, Deprecation? after)
    {
        if (before != after)
        {
            comparison.Report(
                CompatibilityRules.DeprecationChanged,
                place,
                PlanEffect.Yes,
                before is null ? "" : "[Obsolete]",
                after is null ? "" : "[Obsolete]",
                after is null ? $"'{place.Path}' is no longer deprecated." : $"'{place.Path}' is deprecated. {after.Message}".TrimEnd());
        }
    }

    /// <summary>Compares documentation.</summary>
    public static void CompareDocumentation(DirectedComparison comparison, ComparisonPlace place, string? before, string? after)
    {
        if (!string.Equals(before, after, StringComparison.Ordinal))
        {
            comparison.Report(
                CompatibilityRules.DocumentationChanged, place, PlanEffect.Yes, "", "", $"The documentation of '{place.Path}' changed.");
        }
    }

    /// <summary>Compares what kind of type the two are.</summary>
    public static void CompareKinds(DirectedComparison comparison, TypePair pair, string path)
    {
        TypeKind before = pair.BeforeType.Kind;
        TypeKind after = pair.AfterType.Kind;
        bool isLost = (IsRecord(before) && !IsRecord(after)) || IsStruct(before) != IsStruct(after);
        if (isLost)
        {
            comparison.Report(
                CompatibilityRules.TypeKindChanged,
                Place(comparison, pair, path),
                PlanEffect.Yes,
                before.ToString(),
                after.ToString(),
                $"'{path}' was a {Describe(before)} and is a {Describe(after)}: copying, equality and null tests may change meaning.");
        }
    }

    /// <summary>Compares the metadata of a type; a difference that nothing else reported is one of form.</summary>
    public static void CompareTypes(DirectedComparison comparison, TypePair pair, string path)
    {
        TypeSchema before = pair.BeforeType;
        TypeSchema after = pair.AfterType;
        ComparisonPlace place = Place(comparison, pair, path);
        CompareDeprecation(comparison, place, before.Obsolete, after.Obsolete);
        CompareDocumentation(comparison, place, before.Documentation, after.Documentation);
        bool isSameName = string.Equals(TypeName.Simple(before.Name), TypeName.Simple(after.Name), StringComparison.Ordinal);
        if (pair.Node.Changes.Count == 0 && before != after && Form(before, !isSameName) != Form(after, !isSameName))
        {
            comparison.Report(
                CompatibilityRules.FormChanged,
                place,
                PlanEffect.Yes,
                before.Kind.ToString(),
                after.Kind.ToString(),
                $"'{path}' is declared in another form; its names are the same.");
        }
    }

    private static ComparisonPlace Place(DirectedComparison comparison, TypePair pair, string path) => new(
        pair.Node,
        path,
        new UsagePlace(UsagePlaceKind.Type, comparison.Before.PathName(pair.BeforeType.Name), ""),
        IsInvariant: false,
        pair.AfterType.Name,
        null);

    /// <summary>The declaration without what other rules and other types' findings cover.</summary>
    private static TypeSchema Form(TypeSchema type, bool isRenamed) => type with
    {
        Name = "",
        OldNames = isRenamed ? default : type.OldNames,
        Owner = type.Owner is null ? null : TypeName.Simple(type.Owner),
        Size = null,
        Alignment = null,
        CaseOf = type.CaseOf is null ? null : TypeName.Simple(type.CaseOf),
        Cases = type.Cases.Select(TypeName.Simple).ToEquatableArray(),
        Members = type.Members.Select(static member => member with { Type = new TypeParameterReference(""), Offset = null }).ToEquatableArray(),
    };

    private static bool IsRequired(MemberSchema member) =>
        member.HasRequiredKeyword || (MemberFilling.IsConstructed(member.Form) && member.Default is null);

    private static bool IsRecord(TypeKind kind) => kind is TypeKind.Record or TypeKind.RecordStruct or TypeKind.UnionRecord;

    private static bool IsStruct(TypeKind kind) => kind is TypeKind.Struct or TypeKind.RecordStruct;

    private static string Describe(TypeKind kind) => kind switch
    {
        TypeKind.Class => "class",
        TypeKind.Record => "record",
        TypeKind.Struct => "struct",
        TypeKind.RecordStruct => "record struct",
        TypeKind.UnionClass => "union of classes",
        TypeKind.UnionRecord => "union of records",
        TypeKind.Error => "error",
        _ => "enum",
    };
}
