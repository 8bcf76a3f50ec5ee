namespace Cells.Schema;

/// <summary>Compares two unions, case by case. A case is a type, but its name is its identity.</summary>
internal sealed class UnionComparison
{
    private readonly DirectedComparison _comparison;
    private readonly TypePair _pair;
    private readonly EquatableArray<string> _before;
    private readonly EquatableArray<string> _after;
    private readonly NameMatching _matching;
    private readonly string _oldName;
    private readonly string _newName;

    public UnionComparison(DirectedComparison comparison, TypePair pair)
    {
        _comparison = comparison;
        _pair = pair;
        _before = pair.BeforeType.Cases;
        _after = pair.AfterType.Cases;
        _matching = NameMatching.Of(
            _before.Select(name => TypeIdentity.Of(name, comparison.Before)).ToList(),
            _after.Select(name => TypeIdentity.Of(name, comparison.After)).ToList());
        _oldName = comparison.Before.PathName(pair.BeforeType.Name);
        _newName = comparison.After.PathName(pair.AfterType.Name);
    }

    public void Compare()
    {
        (int Gone, int Came)? lost = CompareLostNames();
        bool isRequest = _comparison.IsRequest;
        UnionCasePlan?[] plans = new UnionCasePlan?[isRequest ? _before.Count : _after.Count];
        for (int i = 0; i < _before.Count; i++)
        {
            if (_matching.NewOf[i] >= 0)
            {
                int tag = isRequest ? i : _matching.NewOf[i];
                plans[tag] = CompareMatched(i, _matching.NewOf[i]) is ObjectPlan plan ? new UnionCasePlan(isRequest ? _matching.NewOf[i] : i, plan) : null;
                _pair.Node.Differs |= i != _matching.NewOf[i];
            }
            else
            {
                _pair.Node.Differs |= isRequest;
                ReportRemoved(i, lost);
            }
        }

        for (int i = 0; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] < 0)
            {
                _pair.Node.Differs |= !isRequest;
                ReportAdded(i, lost);
            }
        }

        ((UnionPlan)_pair.Node.Plan!).Cases = plans;
        MetadataComparison.CompareKinds(_comparison, _pair, _newName);
        MetadataComparison.CompareTypes(_comparison, _pair, _newName);
    }

    private ObjectPlan? CompareMatched(int before, int after)
    {
        string oldCase = TypeName.Simple(_before[before]);
        string newCase = TypeName.Simple(_after[after]);
        bool isSameName = string.Equals(oldCase, newCase, StringComparison.Ordinal);
        ComparisonPlace place = Place($"{_newName}.{newCase}", oldCase, _after[after]);
        if (!isSameName)
        {
            _comparison.Report(
                CompatibilityRules.ValueRenamed,
                place,
                PlanEffect.Yes,
                oldCase,
                newCase,
                $"'{_oldName}.{oldCase}' is now '{newCase}', and says so with [Renamed].");
        }

        return _comparison.CompareObjects(place, new NamedReference(_before[before], default), new NamedReference(_after[after], default), isSameName);
    }

    private (int Gone, int Came)? CompareLostNames()
    {
        List<int> gone = Enumerable.Range(0, _before.Count).Where(i => _matching.NewOf[i] < 0).ToList();
        List<int> came = gone.Count != 1 ? [] : Enumerable.Range(0, _after.Count)
            .Where(i => _matching.OldOf[i] < 0 && TypeIdentity.HaveSameShape(_comparison.Before.Find(_before[gone[0]]), _comparison.After.Find(_after[i])))
            .ToList();
        if (came.Count != 1)
        {
            return null;
        }

        string oldCase = TypeName.Simple(_before[gone[0]]);
        string newCase = TypeName.Simple(_after[came[0]]);
        _comparison.Report(
            CompatibilityRules.ValueNameLost,
            Place($"{_oldName}.{oldCase}", oldCase, _after[came[0]]),
            PlanEffect.Check,
            oldCase,
            newCase,
            $"'{_oldName}.{oldCase}' is now '{newCase}' without [Renamed]: cases are matched by name, so these fail their message.");
        return (gone[0], came[0]);
    }

    private void ReportRemoved(int index, (int Gone, int Came)? lost)
    {
        if (lost?.Gone == index)
        {
            return;
        }

        string name = TypeName.Simple(_before[index]);
        _comparison.Report(
            CompatibilityRules.ValueRemoved,
            Place($"{_oldName}.{name}", name, _pair.AfterType.Name),
            _comparison.IsRequest ? PlanEffect.Check : PlanEffect.Yes,
            name,
            "",
            $"'{_oldName}.{name}' is removed: a consumer that sends it gets an error, and one that names it stops compiling.");
    }

    private void ReportAdded(int index, (int Gone, int Came)? lost)
    {
        if (lost?.Came == index)
        {
            return;
        }

        string name = TypeName.Simple(_after[index]);
        _comparison.Report(
            CompatibilityRules.ClosedValueAdded,
            Place($"{_newName}.{name}", name, _after[index]),
            _comparison.IsRequest ? PlanEffect.Yes : PlanEffect.Check,
            "",
            name,
            $"'{_newName}.{name}' is added: consumers that do not know it have no type for it, so a message that carries it fails.");
    }

    private ComparisonPlace Place(string path, string usageName, string declaringType) =>
        new(_pair.Node, path, new UsagePlace(UsagePlaceKind.Case, _oldName, usageName), IsInvariant: false, declaringType, null);
}

/// <summary>The identity of a type that is known by its name: a case or an error.</summary>
internal static class TypeIdentity
{
    /// <summary>The full name, the simple name, and the old names, simple ones too.</summary>
    public static Identity Of(string fullName, ComparedSchema schema)
    {
        EquatableArray<string> oldNames = schema.Find(fullName)?.OldNames ?? default;
        return new Identity(
            fullName, TypeName.Simple(fullName), oldNames.Concat(oldNames.Select(TypeName.Simple)).Distinct(StringComparer.Ordinal).ToEquatableArray());
    }

    /// <summary>Whether both have the same members.</summary>
    public static bool HaveSameShape(TypeSchema? before, TypeSchema? after) =>
        before is not null && after is not null && before.Members.Count == after.Members.Count
        && before.Members.Zip(after.Members, static (old, now) => string.Equals(old.Name, now.Name, StringComparison.Ordinal) && old.Type == now.Type)
            .All(static same => same);
}
