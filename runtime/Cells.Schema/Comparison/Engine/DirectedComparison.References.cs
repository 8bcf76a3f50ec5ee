namespace Cells.Schema;

/// <content>Types where they stand.</content>
internal sealed partial class DirectedComparison
{
    /// <summary>Compares what stands at <paramref name="place"/>; null when it is already clear that no plan reads it.</summary>
    public PlanNode? Compare(ComparisonPlace place, TypeReference before, TypeReference after)
    {
        PlanNode? plan = CompareValues(place, before, after);
        if (plan is null)
        {
            return null;
        }

        if (before.IsNullable != after.IsNullable)
        {
            ReportNullability(place, before, after);
        }

        if (!before.IsNullable && !after.IsNullable)
        {
            return plan;
        }

        (TypeReference reader, TypeReference writer) = Sides(before, after);
        bool readerIsValue = Reader.IsValueType(reader);
        bool writerIsValue = (IsRequest ? Before : After).IsValueType(writer);
        NullablePlan nullable = new(reader, writer, plan, readerIsValue, writerIsValue);

        // The value's own difference is known to its node; what is new here is the null.
        bool nullDiffers = readerIsValue != writerIsValue
            || (readerIsValue ? reader.IsNullable != writer.IsNullable : writer.IsNullable && !reader.IsNullable);
        place.Node.Differs |= nullDiffers;
        return nullable;
    }

    private PlanNode? CompareValues(ComparisonPlace place, TypeReference before, TypeReference after)
    {
        switch (before, after)
        {
            case (PrimitiveReference old, PrimitiveReference now):
                return ComparePrimitives(place, old, now);
            case (NamedReference old, NamedReference now):
                return CompareNamed(place, old, now);
            case (CollectionReference old, CollectionReference now):
                return CompareCollections(place, old, now);
            case (MapReference old, MapReference now):
                return CompareMaps(place, old, now);
            case (TupleReference old, TupleReference now):
                return CompareTuples(place, old, now);
            case (PairReference old, PairReference now):
                PlanNode? key = Compare(place.Below("{key}", isInvariant: true), old.Key, now.Key);
                PlanNode? value = Compare(place.Below("{}", isInvariant: true), old.Value, now.Value);
                return key is null || value is null ? null : new TuplePlan(Sides(old, now).Reader, Sides(old, now).Writer, [key, value]);
            default:
                ReportReplaced(place, before, after);
                return null;
        }
    }

    private PlanNode? ComparePrimitives(ComparisonPlace place, PrimitiveReference before, PrimitiveReference after)
    {
        (TypeReference reader, TypeReference writer) = Sides(before, after);
        PrimitiveReference to = (PrimitiveReference)reader;
        PrimitiveReference from = (PrimitiveReference)writer;
        if (before.Kind == after.Kind)
        {
            return new CopyPlan(to, from);
        }

        bool isWider = NumberWidening.IsLossless(before.Kind, after.Kind);
        if (!isWider && !NumberWidening.IsLossless(after.Kind, before.Kind))
        {
            ReportReplaced(place, before, after);
            return null;
        }

        bool canRead = isWider == IsRequest;
        CompatibilityRule rule = place.IsInvariant ? CompatibilityRules.ElementChanged
            : isWider ? CompatibilityRules.NumberWidened
            : CompatibilityRules.NumberNarrowed;
        string why = canRead
            ? $"every {TypeText.Of(from)} fits into {TypeText.Of(to)}"
            : $"not every {TypeText.Of(from)} fits into {TypeText.Of(to)}";
        Report(rule, place, canRead ? PlanEffect.Yes : PlanEffect.No, TypeText.Of(before), TypeText.Of(after), Became(place, before, after, why));
        place.Node.Differs = true;
        return canRead ? new ConvertPlan(to, from) : null;
    }

    private CollectionPlan? CompareCollections(ComparisonPlace place, CollectionReference before, CollectionReference after)
    {
        bool wasSet = IsSet(before.Kind);
        bool isSet = IsSet(after.Kind);
        (TypeReference reader, TypeReference writer) = Sides(before, after);
        bool checks = IsRequest ? isSet && !wasSet : wasSet && !isSet;
        if (wasSet != isSet)
        {
            string why = checks ? "a duplicate fails its message" : "the order is no longer promised";
            Report(
                CompatibilityRules.ListOrSetChanged,
                place,
                checks ? PlanEffect.Check : PlanEffect.Yes,
                TypeText.Of(before),
                TypeText.Of(after),
                Became(place, before, after, why));
            place.Node.Differs |= checks;
        }
        else if (before.Kind != after.Kind)
        {
            Report(
                CompatibilityRules.FormChanged,
                place,
                PlanEffect.Yes,
                TypeText.Of(before),
                TypeText.Of(after),
                Became(place, before, after, "the elements are the same"));
        }

        PlanNode? element = Compare(place.Below("[]", isInvariant: true), before.Element, after.Element);
        return element is null ? null : new CollectionPlan((CollectionReference)reader, (CollectionReference)writer, element, checks);
    }

    private MapPlan? CompareMaps(ComparisonPlace place, MapReference before, MapReference after)
    {
        if (before.Kind != after.Kind)
        {
            Report(
                CompatibilityRules.FormChanged,
                place,
                PlanEffect.Yes,
                TypeText.Of(before),
                TypeText.Of(after),
                Became(place, before, after, "the entries are the same"));
        }

        (TypeReference reader, TypeReference writer) = Sides(before, after);
        PlanNode? key = Compare(place.Below("{key}", isInvariant: true), before.Key, after.Key);
        PlanNode? value = Compare(place.Below("{}", isInvariant: true), before.Value, after.Value);
        return key is null || value is null ? null : new MapPlan((MapReference)reader, (MapReference)writer, key, value);
    }

    private TuplePlan? CompareTuples(ComparisonPlace place, TupleReference before, TupleReference after)
    {
        bool isSame = before.Elements.Count == after.Elements.Count;
        for (int i = 0; isSame && i < before.Elements.Count; i++)
        {
            isSame = string.Equals(TypeText.ElementName(before, i), TypeText.ElementName(after, i), StringComparison.Ordinal);
        }

        if (!isSame)
        {
            Report(
                CompatibilityRules.TupleChanged,
                place,
                PlanEffect.No,
                TypeText.Of(before),
                TypeText.Of(after),
                Became(place, before, after, "elements of a tuple are matched by name and order, and these differ"));
            return null;
        }

        List<PlanNode> elements = [];
        for (int i = 0; i < before.Elements.Count; i++)
        {
            ComparisonPlace element = place.Below("." + TypeText.ElementName(before, i), isInvariant: false);
            if (Compare(element, before.Elements[i].Type, after.Elements[i].Type) is PlanNode plan)
            {
                elements.Add(plan);
            }
        }

        (TypeReference reader, TypeReference writer) = Sides(before, after);
        return elements.Count == before.Elements.Count ? new TuplePlan(reader, writer, elements) : null;
    }

    private void ReportNullability(ComparisonPlace place, TypeReference before, TypeReference after)
    {
        bool isLoosened = after.IsNullable;
        bool isValue = Before.IsValueType(before);
        CompatibilityRule rule = place.IsInvariant && isValue ? CompatibilityRules.ElementChanged
            : isLoosened ? CompatibilityRules.NullabilityLoosened
            : isValue ? CompatibilityRules.ValueTightened
            : CompatibilityRules.ReferenceTightened;
        bool checks = isLoosened != IsRequest;
        string why = checks ? "a null fails its message" : isLoosened ? "a value is always a value" : "null no longer arrives";
        Report(
            rule,
            place,
            checks ? PlanEffect.Check : PlanEffect.Yes,
            TypeText.Of(before),
            TypeText.Of(after),
            Became(place, before, after, why));
    }

    private void ReportReplaced(ComparisonPlace place, TypeReference before, TypeReference after) => Report(
        CompatibilityRules.TypeReplaced,
        place,
        PlanEffect.No,
        TypeText.Of(before),
        TypeText.Of(after),
        Became(place, before, after, "no plan reads the one as the other"));

    private static string Became(ComparisonPlace place, TypeReference before, TypeReference after, string why) =>
        $"'{place.Path}' was {TypeText.Of(before)} and is {TypeText.Of(after)}: {why}.";

    private (TypeReference Reader, TypeReference Writer) Sides(TypeReference before, TypeReference after) =>
        IsRequest ? (after, before) : (before, after);

    private static bool IsSet(CollectionKind kind) => kind is CollectionKind.HashSet or CollectionKind.SortedSet or CollectionKind.ISet
        or CollectionKind.IReadOnlySet or CollectionKind.ImmutableHashSet or CollectionKind.ImmutableSortedSet or CollectionKind.FrozenSet;
}
