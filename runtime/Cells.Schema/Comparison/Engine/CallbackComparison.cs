namespace Cells.Schema;

/// <summary>Compares a callback interface of the consumer, which implements it, with the producer's, which calls it.</summary>
internal sealed class CallbackComparison
{
    private readonly DirectedComparison _requests;
    private readonly DirectedComparison _responses;
    private readonly CallbackSchema _before;
    private readonly CallbackSchema _after;
    private readonly List<(CallbackMethodPlan Plan, ComparisonNode Arguments, ComparisonNode Result)> _bound = [];
    private readonly string _oldPath;
    private readonly string _newPath;

    public CallbackComparison(DirectedComparison requests, DirectedComparison responses, CallbackSchema before, CallbackSchema after)
    {
        _requests = requests;
        _responses = responses;
        _before = before;
        _after = after;
        _oldPath = TypeName.Simple(before.Name);
        _newPath = TypeName.Simple(after.Name);
        Arguments = responses.NewNode();
        Results = requests.NewNode();
        Plan = new CallbackPlan(before, after);
    }

    /// <summary>What the producer sends: the arguments. Part of the responses of every call that takes the interface.</summary>
    public ComparisonNode Arguments { get; }

    /// <summary>What the consumer sends: the results. Part of the requests of every call that takes the interface.</summary>
    public ComparisonNode Results { get; }

    public CallbackPlan Plan { get; }

    public static bool IsRenamed(CallbackSchema before, CallbackSchema after) => HasOldName(after, before.Name) || HasOldName(before, after.Name);

    public void Compare()
    {
        CompareName();
        ComparisonPlace whole = Place(Arguments, _newPath, null);
        MetadataComparison.CompareDeprecation(_responses, whole, _before.Obsolete, _after.Obsolete);
        MetadataComparison.CompareDocumentation(_responses, whole, _before.Documentation, _after.Documentation);

        NameMatching matching = NameMatching.Of(_before.Methods.Select(Identify).ToList(), _after.Methods.Select(Identify).ToList());
        (int Gone, int Came)? lost = FindLostName(matching);
        for (int i = 0; i < _before.Methods.Count; i++)
        {
            if (matching.NewOf[i] < 0)
            {
                ReportGone(_before.Methods[i], lost?.Gone == i ? _after.Methods[lost.Value.Came] : null);
            }
        }

        List<CallbackMethodPlan> plans = [];
        for (int i = 0; i < _after.Methods.Count; i++)
        {
            CallSchema after = _after.Methods[i];
            int index = matching.OldOf[i];
            CallbackMethodPlan plan = new(after, i, index < 0 ? null : _before.Methods[index], index);
            plans.Add(plan);
            if (plan.Consumer is CallSchema before)
            {
                Arguments.Differs |= index != i;
                CompareMethod(plan, before, after);
            }
            else
            {
                Arguments.Differs = true;
                ReportCame(after, isLostName: lost?.Came == i);
            }
        }

        Plan.Methods = plans;
    }

    /// <summary>Settles the plans when every pair of types is compared.</summary>
    public void Complete()
    {
        foreach ((CallbackMethodPlan plan, ComparisonNode arguments, ComparisonNode result) in _bound)
        {
            plan.IsIdentity = !arguments.IsUnreadable && !arguments.Differs && !result.IsUnreadable && !result.Differs;
            plan.Arguments = arguments.IsUnreadable ? null : plan.Arguments;
            plan.Result = result.IsUnreadable ? null : plan.Result;
            if (plan.Arguments is ParametersPlan read)
            {
                read.IsIdentity = !arguments.Differs;
            }
        }
    }

    private void CompareName()
    {
        if (string.Equals(_before.Name, _after.Name, StringComparison.Ordinal))
        {
            return;
        }

        bool isDeclared = IsRenamed(_before, _after);
        _responses.Report(
            isDeclared ? CompatibilityRules.TypeRenamed : CompatibilityRules.TypeNameLost,
            Place(Arguments, isDeclared ? _newPath : _oldPath, null),
            PlanEffect.Yes,
            _before.Name,
            _after.Name,
            $"The callback '{_before.Name}' is now '{_after.Name}'{(isDeclared ? ", and says so with [Renamed]." : ": the client's interface has another name at the next compile.")}");
    }

    private void CompareMethod(CallbackMethodPlan plan, CallSchema before, CallSchema after)
    {
        string oldPath = $"{_oldPath}.{before.Name}";
        string newPath = $"{_newPath}.{after.Name}";
        ComparisonNode arguments = _responses.NewNode();
        ComparisonNode result = _requests.NewNode();
        Arguments.Add(new ComparisonEdge(arguments));
        Results.Add(new ComparisonEdge(result));
        _bound.Add((plan, arguments, result));
        if (!string.Equals(before.Name, after.Name, StringComparison.Ordinal))
        {
            _responses.Report(
                CompatibilityRules.CallbackMethodRenamed,
                Place(arguments, newPath, after.Name),
                PlanEffect.Yes,
                before.Name,
                after.Name,
                $"'{oldPath}' is now '{after.Name}': running clients are called as before, but classes implement the new name at the next compile.");
        }

        MemberOwner owner = new(
            arguments,
            newPath,
            (name, isOld) => $"{(isOld ? oldPath : newPath)}({name})",
            name => $"{oldPath}({name})",
            new UsagePlace(UsagePlaceKind.Result, oldPath, ""),
            UsagePlaceKind.Result,
            _after.Name);
        MemberComparison members = new(
            _responses, owner, MemberList.Of(before.Parameters, _responses.Before), MemberList.Of(after.Parameters, _responses.After));
        plan.Arguments = new ParametersPlan(members.Compare(), members.Written);
        plan.Result = CompareResult(result, newPath, before, after);
        CompareSignature(arguments, newPath, before, after);
        CallPromises.Compare(
            (rule, path, old, now, why) => _responses.Report(rule, Place(arguments, path, after.Name), rule.Response?.Plan ?? PlanEffect.Yes, old, now, why),
            newPath,
            before,
            after);
    }

    private PlanNode? CompareResult(ComparisonNode node, string path, CallSchema before, CallSchema after)
    {
        ComparisonPlace place = Place(node, path + ":result", after.Name);
        switch (before.Result, after.Result)
        {
            case (TypeReference old, TypeReference now):
                return _requests.Compare(place, old, now);
            case (null, TypeReference now):
                _requests.Report(
                    CompatibilityRules.CallbackResultAdded,
                    place,
                    PlanEffect.No,
                    "void",
                    TypeText.Of(now),
                    $"'{path}' waits for a {TypeText.Of(now)}, which running clients do not answer with.");
                return null;
            case (not null, null):
                node.Differs = true;
                return null;
            default:
                return null;
        }
    }

    // What a class must declare to implement the method. A result that is added has a rule of its own.
    private void CompareSignature(ComparisonNode node, string path, CallSchema before, CallSchema after)
    {
        bool isResultAdded = before.Result is null && after.Result is not null;
        string old = TypeText.Of(before with { Name = after.Name });
        string now = TypeText.Of(after);
        if (!isResultAdded && (before.Result != after.Result || !Types(before).SequenceEqual(Types(after))))
        {
            _responses.Report(
                CompatibilityRules.CallbackSignatureChanged,
                Place(node, path, after.Name),
                PlanEffect.Yes,
                old,
                now,
                $"'{path}' was '{old}' and is '{now}': classes that implement it do not compile.");
        }
    }

    private void ReportGone(CallSchema method, CallSchema? lostTo)
    {
        string path = $"{_oldPath}.{method.Name}";
        Arguments.Differs = true;
        _responses.Report(
            lostTo is null ? CompatibilityRules.CallbackMethodRemoved : CompatibilityRules.CallbackMethodNameLost,
            Place(Arguments, path, lostTo?.Name),
            lostTo is null ? PlanEffect.Yes : PlanEffect.Drop,
            TypeText.Of(method),
            lostTo is null ? "" : TypeText.Of(lostTo),
            lostTo is null
                ? $"'{path}' is removed: it is not called any more."
                : $"'{path}' is now '{lostTo.Name}' without [Renamed]: running clients answer that they do not have it, and classes that implement it do not compile.");
    }

    private void ReportCame(CallSchema method, bool isLostName)
    {
        if (isLostName)
        {
            return;
        }

        string path = $"{_newPath}.{method.Name}";
        _responses.Report(
            CompatibilityRules.CallbackMethodAdded,
            Place(Arguments, path, method.Name),
            PlanEffect.Drop,
            "",
            TypeText.Of(method),
            $"'{path}' is added: running clients answer that they do not have it, and classes that implement '{_newPath}' do not compile.");
    }

    private (int Gone, int Came)? FindLostName(NameMatching matching)
    {
        List<int> gone = Enumerable.Range(0, _before.Methods.Count).Where(i => matching.NewOf[i] < 0).ToList();
        List<int> came = gone.Count != 1 ? [] : Enumerable.Range(0, _after.Methods.Count)
            .Where(i => matching.OldOf[i] < 0 && HaveSameShape(_before.Methods[gone[0]], _after.Methods[i]))
            .ToList();
        return came.Count == 1 ? (gone[0], came[0]) : null;
    }

    private static bool HaveSameShape(CallSchema before, CallSchema after) => before.Result == after.Result && Types(before).SequenceEqual(Types(after));

    private static IEnumerable<TypeReference> Types(CallSchema method) => method.Parameters.Select(static parameter => parameter.Type);

    private static bool HasOldName(CallbackSchema callback, string fullName) =>
        callback.OldNames.Contains(fullName) || callback.OldNames.Contains(TypeName.Simple(fullName));

    private static Identity Identify(CallSchema method) => new(method.Name, method.Name, method.OldNames);

    // What a consumer does with an interface is not recorded member by member: who makes a call that takes it counts.
    private ComparisonPlace Place(ComparisonNode node, string path, string? name) =>
        new(node, path, new UsagePlace(UsagePlaceKind.Result, _oldPath, ""), IsInvariant: false, _after.Name, name);
}
