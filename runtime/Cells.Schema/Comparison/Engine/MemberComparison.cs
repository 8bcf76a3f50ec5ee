namespace Cells.Schema;

/// <summary>Compares two lists of members and plans the reader's.</summary>
internal sealed class MemberComparison
{
    private readonly DirectedComparison _comparison;
    private readonly MemberOwner _owner;
    private readonly MemberList _before;
    private readonly MemberList _after;
    private readonly NameMatching _matching;
    private readonly PlannedMember?[] _plans;

    public MemberComparison(DirectedComparison comparison, MemberOwner owner, MemberList before, MemberList after)
    {
        _comparison = comparison;
        _owner = owner;
        _before = before;
        _after = after;
        _matching = before.HasSameNames(after) ? NameMatching.Same(before.Count) : NameMatching.Of(before.Identities(), after.Identities());
        _plans = new PlannedMember?[(comparison.IsRequest ? after : before).Count];
    }

    /// <summary>The members that the writer wrote.</summary>
    public IReadOnlyList<WrittenMember> Written => (_comparison.IsRequest ? _before : _after).Written();

    /// <summary>Compares; returns the reader's members, without those that have no plan.</summary>
    public IReadOnlyList<PlannedMember> Compare()
    {
        (int Gone, int Came)? lost = FindLostName();
        for (int i = 0; i < _before.Count; i++)
        {
            if (_matching.NewOf[i] >= 0)
            {
                CompareMatched(i, _matching.NewOf[i]);
            }
            else if (lost?.Gone == i)
            {
                ReportLostName(i, lost.Value.Came);
            }
            else
            {
                ReportRemoved(i);
            }
        }

        for (int i = 0; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] < 0 && lost?.Came != i)
            {
                ReportAdded(i);
            }
        }

        CompareOrder();
        List<PlannedMember> plans = new(_plans.Length);
        foreach (PlannedMember? plan in _plans)
        {
            if (plan is not null)
            {
                plans.Add(plan);
            }
        }

        return plans;
    }

    private void CompareMatched(int oldIndex, int newIndex)
    {
        MemberSchema before = _before.Members[oldIndex];
        MemberSchema after = _after.Members[newIndex];
        ComparisonPlace place = _owner.Member(after.Name, isOld: false, before.Name);
        if (!string.Equals(before.Name, after.Name, StringComparison.Ordinal))
        {
            _comparison.Report(
                CompatibilityRules.MemberRenamed,
                place,
                PlanEffect.Yes,
                before.Name,
                after.Name,
                $"'{_owner.MemberPath(before.Name, true)}' is now '{after.Name}', and says so with [Renamed].");
        }

        bool isArgument = TypeSubstitution.IsOpen(before.Type) || TypeSubstitution.IsOpen(after.Type);
        PlanNode? plan = _comparison.Compare(isArgument ? place with { IsInvariant = true } : place, _before.Types[oldIndex], _after.Types[newIndex]);
        if (plan is not null)
        {
            (int reader, int writer) = _comparison.IsRequest ? (newIndex, oldIndex) : (oldIndex, newIndex);
            string name = (_comparison.IsRequest ? after : before).Name;
            string path = _comparison.IsRequest ? place.Path : _owner.ReaderPath(name);
            _plans[reader] = new PlannedMember(name, plan.Reader, writer, plan, null, path);
        }

        _owner.Node.Differs |= oldIndex != newIndex;
        MetadataComparison.CompareRequiredness(_comparison, place, before, after);
        MetadataComparison.CompareConstraints(_comparison, place, before.Constraints, after.Constraints);
        MetadataComparison.CompareDeprecation(_comparison, place, before.Obsolete, after.Obsolete);
        MetadataComparison.CompareDocumentation(_comparison, place, before.Documentation, after.Documentation);
    }

    private (int Gone, int Came)? FindLostName()
    {
        if (Array.IndexOf(_matching.NewOf, -1) < 0)
        {
            return null;
        }

        List<int> gone = Enumerable.Range(0, _before.Count).Where(i => _matching.NewOf[i] < 0).ToList();
        List<int> came = gone.Count != 1 ? [] : Enumerable.Range(0, _after.Count)
            .Where(i => _matching.OldOf[i] < 0 && _after.Types[i] == _before.Types[gone[0]])
            .ToList();
        return came.Count == 1 ? (gone[0], came[0]) : null;
    }

    private void ReportLostName(int gone, int came)
    {
        MemberSchema before = _before.Members[gone];
        MemberSchema after = _after.Members[came];
        MemberFill? fill = _comparison.IsRequest ? _after.Fill(came) : _before.Fill(gone);
        PlanEffect effect = fill is null ? PlanEffect.No : _comparison.IsRequest ? PlanEffect.Drop : PlanEffect.Yes;
        string old = _owner.MemberPath(before.Name, true);
        _comparison.Report(
            CompatibilityRules.MemberNameLost,
            _owner.Member(before.Name, isOld: true, before.Name) with { DeclaredName = after.Name },
            effect,
            TypeText.Of(before),
            TypeText.Of(after),
            fill is null
                ? $"'{old}' is now '{after.Name}' without [Renamed]: members are matched by name, and the reader requires the one that the writer lacks."
                : $"'{old}' is now '{after.Name}' without [Renamed]: members are matched by name, so what one side writes the other does not find.",
            fill is null ? null : _comparison.IsRequest ? UsageKey.Write : UsageKey.Read);
        _owner.Node.Differs = true;
        if (fill is not null)
        {
            Fill(_comparison.IsRequest ? came : gone, fill);
        }
    }

    private void ReportRemoved(int index)
    {
        MemberSchema before = _before.Members[index];
        string path = _owner.MemberPath(before.Name, true);
        ComparisonPlace place = _owner.Member(before.Name, isOld: true, before.Name) with { DeclaredName = null };
        _owner.Node.Differs = true;
        if (_comparison.IsRequest)
        {
            _comparison.Report(
                CompatibilityRules.MemberRemoved,
                place,
                PlanEffect.Drop,
                TypeText.Of(before),
                "",
                $"'{path}' is removed: what consumers write into it is dropped, and their next compile fails.");
        }
        else if (_before.Fill(index) is MemberFill fill)
        {
            Fill(index, fill);
            _comparison.Report(
                CompatibilityRules.MemberRemoved,
                place,
                PlanEffect.Yes,
                TypeText.Of(before),
                "",
                $"'{path}' is removed: running consumers find {Describe(fill)} in it, and their next compile fails.");
        }
        else
        {
            _comparison.Report(
                CompatibilityRules.RequiredMemberRemoved,
                place,
                PlanEffect.No,
                TypeText.Of(before),
                "",
                $"'{path}' is removed, but consumers were built with it as required: they could not connect.");
        }
    }

    private void ReportAdded(int index)
    {
        MemberSchema after = _after.Members[index];
        string path = _owner.MemberPath(after.Name, false);
        ComparisonPlace place = _owner.Member(after.Name, isOld: false, after.Name);
        MemberFill? fill = _after.Fill(index);
        _owner.Node.Differs = true;
        if (_comparison.IsRequest && fill is not null)
        {
            Fill(index, fill);
        }

        if (fill is null)
        {
            _comparison.Report(
                CompatibilityRules.RequiredMemberAdded,
                place,
                _comparison.IsRequest ? PlanEffect.No : PlanEffect.Yes,
                "",
                TypeText.Of(after),
                $"'{path}' is added and nothing can fill it where a consumer does not send it.");
            return;
        }

        bool mustPass = MemberFilling.IsConstructed(after.Form) && (after.Default is null || !IsLast(index));
        _comparison.Report(
            mustPass ? CompatibilityRules.PositionalMemberAdded : CompatibilityRules.OptionalMemberAdded,
            place,
            PlanEffect.Yes,
            "",
            TypeText.Of(after),
            mustPass
                ? $"'{path}' is added: where a consumer does not send it, it is {Describe(fill)}, but constructor calls no longer compile or change meaning."
                : $"'{path}' is added: where a consumer does not send it, it is {Describe(fill)}.");
    }

    private void CompareOrder()
    {
        bool isConstructorChanged = false;
        bool isReordered = false;
        int lastPositional = -1;
        int last = -1;
        for (int i = 0; i < _before.Count; i++)
        {
            int index = _matching.NewOf[i];
            if (index < 0)
            {
                continue;
            }

            bool wasPositional = MemberFilling.IsConstructed(_before.Members[i].Form);
            isConstructorChanged |= wasPositional != MemberFilling.IsConstructed(_after.Members[index].Form);
            isReordered |= index < last;
            last = Math.Max(last, index);
            if (wasPositional)
            {
                isConstructorChanged |= index < lastPositional;
                lastPositional = Math.Max(lastPositional, index);
            }
        }

        if (isConstructorChanged)
        {
            _comparison.Report(
                CompatibilityRules.ConstructorChanged,
                _owner.Place(),
                PlanEffect.Yes,
                Constructor(_before.Members),
                Constructor(_after.Members),
                $"The constructor of '{_owner.Path}' takes other arguments, or takes them in another order: calls change meaning or no longer compile.");
        }
        else if (isReordered)
        {
            _comparison.Report(
                CompatibilityRules.FormChanged,
                _owner.Place(),
                PlanEffect.Yes,
                Names(_before.Members),
                Names(_after.Members),
                $"The members of '{_owner.Path}' have another order; members are matched by name.");
        }
    }

    private bool IsLast(int index)
    {
        for (int i = index + 1; i < _after.Count; i++)
        {
            if (_matching.OldOf[i] >= 0 && MemberFilling.IsConstructed(_after.Members[i].Form))
            {
                return false;
            }
        }

        return true;
    }

    private void Fill(int reader, MemberFill fill)
    {
        MemberList list = _comparison.IsRequest ? _after : _before;
        string name = list.Members[reader].Name;
        _plans[reader] = new PlannedMember(name, list.Types[reader], -1, null, fill, _owner.ReaderPath(name));
    }

    private static string Describe(MemberFill fill) => fill.Kind switch
    {
        FillKind.Null => "null",
        FillKind.Zero => "the zero value",
        _ => TypeText.Of(fill.Default),
    };

    private static string Constructor(IEnumerable<MemberSchema> members) =>
        "(" + Names(members.Where(static member => MemberFilling.IsConstructed(member.Form))) + ")";

    private static string Names(IEnumerable<MemberSchema> members) => string.Join(", ", members.Select(static member => member.Name));
}
