namespace Cells.Schema;

/// <summary>Compares two enums, value by value.</summary>
internal sealed class EnumComparison
{
    private readonly DirectedComparison _comparison;
    private readonly TypePair _pair;
    private readonly EquatableArray<EnumValue> _before;
    private readonly EquatableArray<EnumValue> _after;
    private readonly NameMatching _matching;
    private readonly EnumPlan _plan;
    private readonly string _oldName;
    private readonly string _newName;

    public EnumComparison(DirectedComparison comparison, TypePair pair)
    {
        _comparison = comparison;
        _pair = pair;
        _before = pair.BeforeType.Values;
        _after = pair.AfterType.Values;
        _matching = NameMatching.Of(_before.Select(Identify).ToList(), _after.Select(Identify).ToList());
        _plan = MakePlan();
        _oldName = comparison.Before.PathName(pair.BeforeType.Name);
        _newName = comparison.After.PathName(pair.AfterType.Name);
    }

    public void Compare()
    {
        _pair.Node.Plan = _plan;
        _pair.Node.Differs = !_plan.IsIdentity;
        CompareOpenness();
        CompareNumbers();
        HashSet<int> renamed = CompareLostNames();
        CompareRemovedAndAdded(renamed);
        CompareMatched();
        MetadataComparison.CompareTypes(_comparison, _pair, _newName);
    }

    private EnumPlan MakePlan()
    {
        (NamedReference reader, NamedReference writer, TypeSchema readerType, TypeSchema writerType) = _pair.Sides(_comparison.IsRequest);
        List<EnumMatch> matches = [];
        int[] indexes = _comparison.IsRequest ? _matching.OldOf : _matching.NewOf;
        for (int i = 0; i < indexes.Length; i++)
        {
            if (indexes[i] >= 0)
            {
                matches.Add(new EnumMatch(readerType.Values[i], writerType.Values[indexes[i]]));
            }
        }

        return new EnumPlan(reader, writer, readerType, writerType, matches);
    }

    private void CompareOpenness()
    {
        if (_pair.BeforeType.IsOpen == _pair.AfterType.IsOpen)
        {
            return;
        }

        bool isOpened = _pair.AfterType.IsOpen;
        bool checks = isOpened != _comparison.IsRequest;
        _comparison.Report(
            isOpened ? CompatibilityRules.EnumOpened : CompatibilityRules.EnumClosed,
            Place(_newName, UsagePlaceKind.Type, "", null),
            checks ? PlanEffect.Check : PlanEffect.Yes,
            isOpened ? "closed" : "open",
            isOpened ? "open" : "closed",
            isOpened
                ? $"'{_newName}' was closed and is open: numbers without a name may reach readers that expect none."
                : $"'{_newName}' was open and is closed: numbers without a name now fail their message.");
    }

    private void CompareNumbers()
    {
        bool isRenumbered = _pair.BeforeType.Underlying != _pair.AfterType.Underlying;
        for (int i = 0; i < _before.Count; i++)
        {
            isRenumbered |= _matching.NewOf[i] >= 0 && _before[i].Number != _after[_matching.NewOf[i]].Number;
        }

        for (int i = 0; i < _after.Count; i++)
        {
            isRenumbered |= IsSecondName(i);
        }

        if (isRenumbered)
        {
            _comparison.Report(
                CompatibilityRules.EnumRenumbered,
                Place(_newName, UsagePlaceKind.Type, "", null),
                PlanEffect.Yes,
                Numbers(_pair.BeforeType),
                Numbers(_pair.AfterType),
                $"'{_newName}' has other numbers; values are matched by name.");
        }
    }

    /// <summary>Whether the value is new, but only another name for a number that a known value has.</summary>
    private bool IsSecondName(int index)
    {
        if (_matching.OldOf[index] >= 0)
        {
            return false;
        }

        for (int i = 0; i < _after.Count; i++)
        {
            if (_after[i].Number == _after[index].Number && _matching.OldOf[i] >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the renames that nobody declared; returns the indexes of the new names.</summary>
    private HashSet<int> CompareLostNames()
    {
        HashSet<int> renamed = [];
        List<int> gone = Enumerable.Range(0, _before.Count).Where(i => _matching.NewOf[i] < 0).ToList();
        List<int> came = gone.Count != 1 ? [] : Enumerable.Range(0, _after.Count)
            .Where(i => _matching.OldOf[i] < 0 && _after[i].Number == _before[gone[0]].Number)
            .ToList();
        if (came.Count != 1 || IsSecondName(came[0]))
        {
            return renamed;
        }

        EnumValue before = _before[gone[0]];
        EnumValue after = _after[came[0]];
        renamed.Add(came[0]);
        _comparison.Report(
            CompatibilityRules.ValueNameLost,
            Place($"{_oldName}.{before.Name}", UsagePlaceKind.EnumValue, before.Name, after.Name),
            PlanEffect.Check,
            before.Name,
            after.Name,
            $"'{_oldName}.{before.Name}' is now '{after.Name}' without [Renamed]: values are matched by name, so these fail their message.");
        return renamed;
    }

    private void CompareRemovedAndAdded(HashSet<int> renamed)
    {
        for (int i = 0; i < _before.Count; i++)
        {
            if (_matching.NewOf[i] < 0 && renamed.Count == 0)
            {
                EnumValue before = _before[i];
                bool fails = _comparison.IsRequest && !_plan.TryMap(before.Number, out _);
                _comparison.Report(
                    CompatibilityRules.ValueRemoved,
                    Place($"{_oldName}.{before.Name}", UsagePlaceKind.EnumValue, before.Name, null),
                    fails ? PlanEffect.Check : PlanEffect.Yes,
                    before.Name,
                    "",
                    $"'{_oldName}.{before.Name}' is removed: {(fails ? "a consumer that sends it gets an error, and" : "")} one that names it stops compiling.");
            }
        }

        for (int i = 0; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] >= 0 || renamed.Contains(i) || IsSecondName(i))
            {
                continue;
            }

            EnumValue after = _after[i];
            bool fails = !_comparison.IsRequest && !_plan.TryMap(after.Number, out _);
            _comparison.Report(
                _pair.BeforeType.IsOpen ? CompatibilityRules.OpenValueAdded : CompatibilityRules.ClosedValueAdded,
                Place($"{_newName}.{after.Name}", UsagePlaceKind.EnumValue, after.Name, after.Name),
                fails ? PlanEffect.Check : PlanEffect.Yes,
                "",
                after.Name,
                fails
                    ? $"'{_newName}.{after.Name}' is added: a message that carries it fails at consumers that do not know it."
                    : $"'{_newName}.{after.Name}' is added.");
        }
    }

    private void CompareMatched()
    {
        for (int i = 0; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] < 0)
            {
                continue;
            }

            EnumValue before = _before[_matching.OldOf[i]];
            EnumValue after = _after[i];
            ComparisonPlace place = Place($"{_newName}.{after.Name}", UsagePlaceKind.EnumValue, before.Name, after.Name);
            if (!string.Equals(before.Name, after.Name, StringComparison.Ordinal))
            {
                _comparison.Report(
                    CompatibilityRules.ValueRenamed,
                    place,
                    PlanEffect.Yes,
                    before.Name,
                    after.Name,
                    $"'{_oldName}.{before.Name}' is now '{after.Name}', and says so with [Renamed].");
            }

            MetadataComparison.CompareDeprecation(_comparison, place, before.Obsolete, after.Obsolete);
            MetadataComparison.CompareDocumentation(_comparison, place, before.Documentation, after.Documentation);
        }
    }

    private ComparisonPlace Place(string path, UsagePlaceKind kind, string usageName, string? declared) =>
        new(_pair.Node, path, new UsagePlace(kind, _oldName, usageName), IsInvariant: false, _pair.AfterType.Name, declared);

    private static string Numbers(TypeSchema type) => type.Underlying + " " + string.Join(
        ", ", type.Values.Select(static value => value.Name + " = " + value.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static Identity Identify(EnumValue value) => new(value.Name, value.Name, value.OldNames);
}
