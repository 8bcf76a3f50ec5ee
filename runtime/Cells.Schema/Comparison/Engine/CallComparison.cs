namespace Cells.Schema;

/// <summary>Compares one call of the consumer with the producer's call of that name, and binds the two.</summary>
internal sealed class CallComparison
{
    private readonly DirectedComparison _requests;
    private readonly DirectedComparison _responses;
    private readonly CallbackComparisons _callbacks;
    private readonly List<Change> _changes = [];
    private readonly string _oldPath;

    public CallComparison(DirectedComparison requests, DirectedComparison responses, CallbackComparisons callbacks, CallPlan plan)
    {
        _callbacks = callbacks;
        _requests = requests;
        _responses = responses;
        Plan = plan;
        _oldPath = requests.Before.Cell + "." + plan.Consumer.Name;
    }

    public CallPlan Plan { get; }

    /// <summary>What was found about the call itself.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The parameters; null when the call is not bound, and for an event.</summary>
    public ComparisonNode? Request { get; private set; }

    /// <summary>The result, item or event, and the declared errors; null when the call is not bound.</summary>
    public ComparisonNode? Response { get; private set; }

    private string NewPath => _requests.After.Cell + "." + (Plan.Producer ?? Plan.Consumer).Name;

    /// <summary>Compares; verdicts on plans come with <see cref="Complete"/>.</summary>
    /// <param name="lostTo">The call that took its place without saying so, or null.</param>
    public void Compare(CallSchema? lostTo)
    {
        CallSchema before = Plan.Consumer;
        if (Plan.Producer is not CallSchema after)
        {
            string what = before.Kind == CallKind.Event ? "event" : "call";
            Report(
                CompatibilityRules.CallRemoved,
                _oldPath,
                TypeText.Of(before),
                lostTo is null ? "" : TypeText.Of(lostTo),
                lostTo is null
                    ? $"The {what} '{_oldPath}' is removed: consumers that use it cannot connect."
                    : $"The {what} '{_oldPath}' is now '{lostTo.Name}' without [Renamed]: consumers that use it cannot connect.");
            return;
        }

        if (!string.Equals(before.Name, after.Name, StringComparison.Ordinal))
        {
            Report(
                CompatibilityRules.CallRenamed,
                NewPath,
                before.Name,
                after.Name,
                $"'{_oldPath}' is now '{after.Name}', and says so with [Renamed].");
        }

        if (before.Kind != after.Kind)
        {
            Report(
                CompatibilityRules.CallKindChanged,
                NewPath,
                before.Kind.ToString(),
                after.Kind.ToString(),
                $"'{NewPath}' was of kind {before.Kind} and is {after.Kind}: the two speak differently.");
            return;
        }

        Response = _responses.NewNode();
        if (before.Kind == CallKind.Event)
        {
            Plan.Event = CompareEvent(before, after, Response);
        }
        else
        {
            Request = _requests.NewNode();
            ParameterComparison parameters = new(_requests, _callbacks, Request, _oldPath, before, NewPath, after);
            Plan.Request = parameters.Compare();
            foreach (CallbackComparison callback in parameters.Callbacks)
            {
                Request.Add(new ComparisonEdge(callback.Results));
                Response.Add(new ComparisonEdge(callback.Arguments));
            }

            CompareResults(before, after, Response);
        }

        CompareErrors(before, after, Response);
        CallPromises.Compare(Report, NewPath, before, after);
        CompareForm(before, after);
    }

    /// <summary>Settles the plan when every pair of types is compared.</summary>
    public void Complete()
    {
        bool isEvent = Plan.Consumer.Kind == CallKind.Event;
        Plan.CanReadRequest = isEvent ? Response is not null : Request is { IsUnreadable: false };
        Plan.CanReadResponse = Response is { IsUnreadable: false };
        Plan.IsIdentity = Plan.IsBound && Request?.Differs != true && Response?.Differs != true;
        if (!Plan.CanReadRequest)
        {
            Plan.Request = null;
        }
        else if (Plan.Request is ParametersPlan request)
        {
            request.IsIdentity = Request?.Differs == false;
        }

        if (!Plan.CanReadResponse)
        {
            Plan.Response = null;
            Plan.Event = null;
            Plan.Errors = [];
        }
        else if (Plan.Event is ParametersPlan published)
        {
            published.IsIdentity = Response?.Differs == false;
        }
    }

    /// <summary>Reports a difference that nothing else reported, so that no change of a schema goes without a finding.</summary>
    private void CompareForm(CallSchema before, CallSchema after)
    {
        bool isReported = _changes.Count > 0 || Request?.Changes.Count > 0 || Response?.Changes.Count > 0;
        if (!isReported && Form(before) != Form(after))
        {
            Report(
                CompatibilityRules.FormChanged,
                NewPath,
                TypeText.Of(before),
                TypeText.Of(after),
                $"'{NewPath}' is declared in another form; its names are the same.");
        }
    }

    private static CallSchema Form(CallSchema call) => call with
    {
        Result = null,
        Errors = call.Errors.Select(TypeName.Simple).ToEquatableArray(),
        Parameters = call.Parameters.Select(static parameter => parameter with { Type = new TypeParameterReference(""), Callback = null }).ToEquatableArray(),
    };

    private ParametersPlan CompareEvent(CallSchema before, CallSchema after, ComparisonNode node)
    {
        MemberOwner owner = new(
            node,
            NewPath,
            (name, isOld) => $"{(isOld ? _oldPath : NewPath)}({name})",
            name => $"{_oldPath}({name})",
            new UsagePlace(UsagePlaceKind.Parameter, _oldPath, ""),
            UsagePlaceKind.Result,
            null);
        MemberComparison members = new(
            _responses, owner, MemberList.Of(before.Parameters, _responses.Before), MemberList.Of(after.Parameters, _responses.After));
        return new ParametersPlan(members.Compare(), members.Written);
    }

    private void CompareResults(CallSchema before, CallSchema after, ComparisonNode node)
    {
        ComparisonPlace place = new(
            node, NewPath + ":result", new UsagePlace(UsagePlaceKind.Result, _oldPath, ""), IsInvariant: false, null, null);
        switch (before.Result, after.Result)
        {
            case (TypeReference old, TypeReference now):
                Plan.Response = _responses.Compare(place, old, now);
                break;
            case (TypeReference old, null):
                _responses.Report(
                    CompatibilityRules.ResultDropped,
                    place,
                    PlanEffect.No,
                    TypeText.Of(old),
                    "void",
                    $"'{NewPath}' no longer answers with a {TypeText.Of(old)}: consumers wait for a value that does not come.");
                break;
            case (null, TypeReference now):
                node.Differs = true;
                _responses.Report(
                    CompatibilityRules.ResultAdded,
                    place,
                    PlanEffect.Yes,
                    "void",
                    TypeText.Of(now),
                    $"'{NewPath}' answers with a {TypeText.Of(now)}, which consumers that expect none drop.");
                break;
        }
    }

    private void CompareErrors(CallSchema before, CallSchema after, ComparisonNode node)
    {
        NameMatching matching = NameMatching.Of(
            before.Errors.Select(name => TypeIdentity.Of(name, _responses.Before)).ToList(),
            after.Errors.Select(name => TypeIdentity.Of(name, _responses.After)).ToList());
        List<ErrorPlan> plans = [];
        for (int i = 0; i < before.Errors.Count; i++)
        {
            string name = _responses.Before.PathName(before.Errors[i]);
            if (matching.NewOf[i] < 0)
            {
                _responses.Report(
                    CompatibilityRules.ErrorRemoved,
                    ErrorPlace(node, _oldPath, name, name),
                    PlanEffect.Yes,
                    name,
                    "",
                    $"'{_oldPath}' no longer declares the error '{name}': a catch of it stops compiling.");
                continue;
            }

            string newError = after.Errors[matching.NewOf[i]];
            ComparisonPlace place = ErrorPlace(node, NewPath, _responses.After.PathName(newError), name);
            ObjectPlan? plan = _responses.CompareObjects(
                place, new NamedReference(before.Errors[i], default), new NamedReference(newError, default), comparesNames: true);
            node.Differs |= !string.Equals(before.Errors[i], newError, StringComparison.Ordinal);
            if (plan is not null)
            {
                plans.Add(new ErrorPlan(newError, before.Errors[i], plan));
            }
        }

        for (int i = 0; i < after.Errors.Count; i++)
        {
            if (matching.OldOf[i] < 0)
            {
                node.Differs = true;
                string name = _responses.After.PathName(after.Errors[i]);
                _responses.Report(
                    CompatibilityRules.ErrorAdded,
                    ErrorPlace(node, NewPath, name, name),
                    PlanEffect.Drop,
                    "",
                    name,
                    $"'{NewPath}' declares the error '{name}': consumers that do not know it see a plain CellException.");
            }
        }

        Plan.Errors = plans;
    }

    private ComparisonPlace ErrorPlace(ComparisonNode node, string call, string name, string usageName) =>
        new(node, $"{call}!{name}", new UsagePlace(UsagePlaceKind.Error, _oldPath, usageName), IsInvariant: false, null, null);

    private void Report(CompatibilityRule rule, string path, string before, string after, string why) => _changes.Add(new Change
    {
        Rule = rule,
        Path = path,
        Place = new UsagePlace(UsagePlaceKind.Call, _oldPath, ""),
        Request = rule.Request?.Plan ?? PlanEffect.Yes,
        Response = rule.Response?.Plan ?? PlanEffect.Yes,
        Before = before,
        After = after,
        Why = why,
        DeclaredName = Plan.Producer?.Name,
    });
}
