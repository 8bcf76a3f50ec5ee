namespace Cells.Schema;

/// <content>Declared types where they stand, and their names.</content>
internal sealed partial class DirectedComparison
{
    /// <summary>Compares two objects whose names another rule compares: the cases of a union, or declared errors.</summary>
    public ObjectPlan? CompareObjects(ComparisonPlace place, NamedReference before, NamedReference after, bool comparesNames)
    {
        TypeSchema? beforeType = Before.Find(before.Name);
        TypeSchema? afterType = After.Find(after.Name);
        if (beforeType is null || afterType is null || GroupOf(beforeType) != TypeGroup.Object || GroupOf(afterType) != TypeGroup.Object)
        {
            ReportReplaced(place, before, after);
            return null;
        }

        ComparisonNode target = Pair(before, after, beforeType, afterType);
        place.Node.Add(new ComparisonEdge(target));
        if (comparesNames)
        {
            ReportTypeName(place, beforeType, afterType);
        }

        return (ObjectPlan?)target.Plan;
    }

    private PlanNode? CompareNamed(ComparisonPlace place, NamedReference before, NamedReference after)
    {
        TypeSchema? beforeType = Before.Find(before.Name);
        TypeSchema? afterType = After.Find(after.Name);
        if (beforeType is null || afterType is null || GroupOf(beforeType) != GroupOf(afterType))
        {
            ReportReplaced(place, before, after);
            return null;
        }

        ComparisonNode target = Pair(before, after, beforeType, afterType);
        bool isRelated = string.Equals(before.Name, after.Name, StringComparison.Ordinal) || IsRenamed(beforeType, afterType);
        if (isRelated || IsMoved(beforeType, afterType) || IsNameLost(beforeType, afterType))
        {
            place.Node.Add(new ComparisonEdge(target));
            ReportTypeName(place, beforeType, afterType);
        }
        else
        {
            string[] texts = [TypeText.Of(before), TypeText.Of(after)];
            Change unreadable = Change(
                CompatibilityRules.TypeReplaced,
                place,
                PlanEffect.No,
                texts[0],
                texts[1],
                Became(place, before, after, "no plan reads the one as the other"));
            Change readable = Change(
                CompatibilityRules.TypeNameLost,
                place,
                PlanEffect.Yes,
                texts[0],
                texts[1],
                Became(place, before, after, "its values are readable, but the type has another name"));
            UsagePlace type = new(UsagePlaceKind.Type, Before.PathName(before.Name), "");
            place.Node.Add(new ComparisonEdge(target, new ReplacedType(unreadable, readable with { Place = type })));
        }

        return target.Plan;
    }

    /// <summary>Reports a type that is renamed or moved; the two are the same type.</summary>
    private void ReportTypeName(ComparisonPlace place, TypeSchema before, TypeSchema after)
    {
        if (string.Equals(before.Name, after.Name, StringComparison.Ordinal))
        {
            return;
        }

        bool isDeclared = IsRenamed(before, after);
        string oldName = Before.PathName(before.Name);
        string newName = After.PathName(after.Name);
        ComparisonPlace type = place with
        {
            Path = isDeclared ? newName : oldName,
            Usage = new UsagePlace(UsagePlaceKind.Type, oldName, ""),
            DeclaringType = after.Name,
            DeclaredName = null,
        };
        Report(
            isDeclared ? CompatibilityRules.TypeRenamed : CompatibilityRules.TypeNameLost,
            type,
            PlanEffect.Yes,
            before.Name,
            after.Name,
            isDeclared
                ? $"'{before.Name}' is now '{after.Name}', and says so with [Renamed]."
                : $"'{before.Name}' is gone and '{after.Name}' stands in its place: the client's type has another name at the next compile.");
    }

    private static bool IsRenamed(TypeSchema before, TypeSchema after) => HasOldName(after, before.Name) || HasOldName(before, after.Name);

    private static bool HasOldName(TypeSchema type, string fullName) =>
        type.OldNames.Contains(fullName) || type.OldNames.Contains(TypeName.Simple(fullName));

    private static bool IsMoved(TypeSchema before, TypeSchema after) =>
        string.Equals(TypeName.Simple(before.Name), TypeName.Simple(after.Name), StringComparison.Ordinal);

    /// <summary>Whether the one name went, the other came, and the two have something in common.</summary>
    private bool IsNameLost(TypeSchema before, TypeSchema after) =>
        After.Find(before.Name) is null && Before.Find(after.Name) is null && PartNames(before).Intersect(PartNames(after), StringComparer.Ordinal).Any();

    private static IEnumerable<string> PartNames(TypeSchema type) => type.Members.Select(static member => member.Name)
        .Concat(type.Values.Select(static value => value.Name))
        .Concat(type.Cases.Select(TypeName.Simple));

    private static TypeGroup GroupOf(TypeSchema type) => type.Kind switch
    {
        TypeKind.Enum => TypeGroup.Enum,
        TypeKind.UnionClass or TypeKind.UnionRecord => TypeGroup.Union,
        _ => TypeGroup.Object,
    };

    private enum TypeGroup
    {
        Object,
        Enum,
        Union,
    }
}
