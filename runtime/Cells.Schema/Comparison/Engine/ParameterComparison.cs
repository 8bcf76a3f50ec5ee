namespace Cells.Schema;

/// <summary>Compares the parameters of a call, which the producer reads from the consumer.</summary>
internal sealed class ParameterComparison
{
    private readonly DirectedComparison _comparison;
    private readonly CallbackComparisons _callbacks;
    private readonly List<CallbackComparison> _found = [];
    private readonly ComparisonNode _node;
    private readonly EquatableArray<ParameterSchema> _before;
    private readonly EquatableArray<ParameterSchema> _after;
    private readonly NameMatching _matching;
    private readonly PlannedMember?[] _plans;
    private readonly string _newPath;
    private readonly string _oldPath;

    public ParameterComparison(
        DirectedComparison comparison, CallbackComparisons callbacks, ComparisonNode node, string oldPath, CallSchema before, string newPath, CallSchema after)
    {
        _comparison = comparison;
        _callbacks = callbacks;
        _node = node;
        _before = before.Parameters;
        _after = after.Parameters;
        _oldPath = oldPath;
        _newPath = newPath;
        _matching = NameMatching.Of(_before.Select(Identify).ToList(), _after.Select(Identify).ToList());
        _plans = new PlannedMember?[_after.Count];
    }

    /// <summary>The callback interfaces that the parameters take, once they are compared.</summary>
    public IReadOnlyList<CallbackComparison> Callbacks => _found;

    public ParametersPlan Compare()
    {
        (int Gone, int Came)? lost = FindLostName();
        bool isReordered = false;
        int last = -1;
        for (int i = 0; i < _before.Count; i++)
        {
            if (_matching.NewOf[i] >= 0)
            {
                isReordered |= _matching.NewOf[i] < last;
                last = Math.Max(last, _matching.NewOf[i]);
                CompareMatched(i, _matching.NewOf[i]);
            }
            else if (lost?.Gone == i)
            {
                ReportLostName(_before[i], lost.Value.Came);
            }
            else
            {
                ReportRemoved(_before[i]);
            }
        }

        for (int i = 0; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] < 0 && lost?.Came != i)
            {
                ReportAdded(i);
            }
        }

        if (isReordered)
        {
            _comparison.Report(
                CompatibilityRules.ParametersReordered,
                new ComparisonPlace(_node, _newPath, new UsagePlace(UsagePlaceKind.Parameter, _oldPath, ""), IsInvariant: false, null, null),
                PlanEffect.Yes,
                Names(_before),
                Names(_after),
                $"The parameters of '{_newPath}' have another order: arguments passed by position change meaning at the next compile.");
        }

        List<WrittenMember> written = _before.Select(static parameter => new WrittenMember(parameter.Name, parameter.Type)).ToList();
        return new ParametersPlan(_plans.Where(static plan => plan is not null).Select(static plan => plan!).ToList(), written);
    }

    private void CompareMatched(int oldIndex, int newIndex)
    {
        ParameterSchema before = _before[oldIndex];
        ParameterSchema after = _after[newIndex];
        ComparisonPlace place = Place(_newPath, after.Name, before.Name);
        if (!string.Equals(before.Name, after.Name, StringComparison.Ordinal))
        {
            _comparison.Report(
                CompatibilityRules.ParameterRenamed,
                place,
                PlanEffect.Yes,
                before.Name,
                after.Name,
                $"'{_oldPath}({before.Name})' is now '{after.Name}': it is still read, but C# keeps no second name for callers that write '{before.Name}:'.");
        }

        _node.Differs |= oldIndex != newIndex;
        if (CompareCallbacks(place, before, after) && _comparison.Compare(place, before.Type, after.Type) is PlanNode plan)
        {
            _plans[newIndex] = new PlannedMember(after.Name, after.Type, oldIndex, plan, null, place.Path);
        }

        CompareDefaults(place, before, after);
        MetadataComparison.CompareConstraints(_comparison, place, before.Constraints, after.Constraints);
    }

    /// <summary>Compares what the two take implementations of; false when the one takes another thing than the other.</summary>
    private bool CompareCallbacks(ComparisonPlace place, ParameterSchema before, ParameterSchema after)
    {
        if (before.Callback is null && after.Callback is null)
        {
            return true;
        }

        if (before.Callback is null || after.Callback is null || _callbacks.Of(before.Callback, after.Callback) is not CallbackComparison callback)
        {
            _comparison.Report(
                CompatibilityRules.TypeReplaced,
                place,
                PlanEffect.No,
                TypeText.Of(before),
                TypeText.Of(after),
                $"'{place.Path}' was '{TypeText.Of(before)}' and is '{TypeText.Of(after)}': the one cannot stand for the other.");
            return false;
        }

        _found.Add(callback);
        if (before.IsOptionalCallback != after.IsOptionalCallback)
        {
            _comparison.Report(
                after.IsOptionalCallback ? CompatibilityRules.NullabilityLoosened : CompatibilityRules.ReferenceTightened,
                place,
                after.IsOptionalCallback ? PlanEffect.Yes : PlanEffect.Check,
                TypeText.Of(before),
                TypeText.Of(after),
                after.IsOptionalCallback ? $"'{place.Path}' may now be null." : $"'{place.Path}' may no longer be null: a call without it fails.");
        }

        return true;
    }

    private void CompareDefaults(ComparisonPlace place, ParameterSchema before, ParameterSchema after)
    {
        if (before.Default == after.Default)
        {
            return;
        }

        (CompatibilityRule rule, string why) = before.Default is null
            ? (CompatibilityRules.OptionalParameterAdded, $"'{place.Path}' may now be left out.")
            : after.Default is null
            ? (CompatibilityRules.ParameterDefaultRemoved, $"'{place.Path}' has no default any more: calls that leave it out no longer compile.")
            : (CompatibilityRules.DefaultChanged, $"The default of '{place.Path}' was {TypeText.Of(before.Default)} and is {TypeText.Of(after.Default)}: running callers send the old one, recompiled ones the new one.");
        if (before.Default is null || after.Default is null || !DefaultText.AreSame(before.Default, after.Default))
        {
            _comparison.Report(rule, place, PlanEffect.Yes, TypeText.Of(before.Default), TypeText.Of(after.Default), why);
        }
    }

    private (int Gone, int Came)? FindLostName()
    {
        List<int> gone = Enumerable.Range(0, _before.Count).Where(i => _matching.NewOf[i] < 0).ToList();
        List<int> came = gone.Count != 1 ? [] : Enumerable.Range(0, _after.Count)
            .Where(i => _matching.OldOf[i] < 0 && _after[i].IsStream == _before[gone[0]].IsStream && _after[i].Type == _before[gone[0]].Type
                && _after[i].Callback == _before[gone[0]].Callback)
            .ToList();
        return came.Count == 1 ? (gone[0], came[0]) : null;
    }

    private void ReportLostName(ParameterSchema before, int came)
    {
        ParameterSchema after = _after[came];
        bool isFilled = Fill(came);
        _comparison.Report(
            CompatibilityRules.ParameterNameLost,
            Place(_oldPath, before.Name, before.Name) with { DeclaredName = after.Name },
            isFilled ? PlanEffect.Drop : PlanEffect.No,
            TypeText.Of(before),
            TypeText.Of(after),
            $"'{_oldPath}({before.Name})' is now '{after.Name}' without [Renamed]: parameters are matched by name, so "
                + (isFilled ? "what callers pass is dropped." : "nothing arrives in it."));
    }

    private void ReportRemoved(ParameterSchema before)
    {
        _node.Differs = true;
        _comparison.Report(
            CompatibilityRules.ParameterRemoved,
            Place(_oldPath, before.Name, before.Name) with { DeclaredName = null },
            PlanEffect.Drop,
            TypeText.Of(before),
            "",
            $"'{_oldPath}({before.Name})' is removed: what callers pass is dropped, and their next compile fails.");
    }

    private void ReportAdded(int index)
    {
        ParameterSchema after = _after[index];
        ComparisonPlace place = Place(_newPath, after.Name, after.Name);
        if (!Fill(index))
        {
            _comparison.Report(
                CompatibilityRules.RequiredParameterAdded,
                place,
                PlanEffect.No,
                "",
                TypeText.Of(after),
                $"'{place.Path}' is added and nothing can fill it where a caller does not pass it.");
            return;
        }

        bool mustPass = after.Default is null || !IsLast(index);
        _comparison.Report(
            mustPass ? CompatibilityRules.FilledParameterAdded : CompatibilityRules.OptionalParameterAdded,
            place,
            PlanEffect.Yes,
            "",
            TypeText.Of(after),
            mustPass
                ? $"'{place.Path}' is added: running callers get a value filled in, but the next compile must pass it."
                : $"'{place.Path}' is added: callers that do not pass it get {TypeText.Of(after.Default)}.");
    }

    private bool Fill(int index)
    {
        _node.Differs = true;
        if (MemberFilling.Of(_after[index], _comparison.After) is not MemberFill fill)
        {
            return false;
        }

        ParameterSchema parameter = _after[index];
        _plans[index] = new PlannedMember(parameter.Name, parameter.Type, -1, null, fill, $"{_newPath}({parameter.Name})");
        return true;
    }

    private bool IsLast(int index)
    {
        for (int i = index + 1; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private ComparisonPlace Place(string call, string name, string usageName) => new(
        _node, $"{call}({name})", new UsagePlace(UsagePlaceKind.Parameter, _oldPath, usageName), IsInvariant: false, null, name);

    private static string Names(EquatableArray<ParameterSchema> parameters) => string.Join(", ", parameters.Select(static parameter => parameter.Name));

    private static Identity Identify(ParameterSchema parameter) => new(parameter.Name, parameter.Name, parameter.OldNames);
}
