namespace Cells.Schema;

/// <summary>Compares two whole contracts.</summary>
internal sealed class ContractComparison
{
    private readonly ComparedSchema _before;
    private readonly ComparedSchema _after;
    private readonly ComparisonOptions _options;
    private readonly DirectedComparison _requests;
    private readonly DirectedComparison _responses;
    private readonly CallbackComparisons _callbacks;
    private readonly List<CallComparison> _calls = [];
    private readonly List<Change> _changes = [];

    public ContractComparison(CellSchema consumer, CellSchema producer, ComparisonOptions options)
    {
        _before = new ComparedSchema(consumer);
        _after = new ComparedSchema(producer);
        _options = options;
        _requests = new DirectedComparison(_before, _after, PayloadDirection.Request);
        _responses = new DirectedComparison(_before, _after, PayloadDirection.Response);
        _callbacks = new CallbackComparisons(_requests, _responses);
    }

    public SchemaComparison Compare()
    {
        bool isProducer = _options.Side == ComparisonSide.Producer;
        bool isSameCell = CompareCell();
        CompareCalls(isSameCell);
        _requests.Complete();
        _responses.Complete();
        _callbacks.Complete();
        foreach (CallComparison call in _calls)
        {
            call.Complete();
        }

        if (isProducer && isSameCell)
        {
            _changes.AddRange(UnreachedTypes.Compare(_before, _after));
        }

        List<CompatibilityFinding> findings = new FindingBuilder(_before.Cell, _options).Build(Found());
        VersionBump bump = VersionBump.None;
        if (isProducer)
        {
            bump = findings.Count == 0 ? VersionBump.None : findings.Max(static finding => finding.Bump);
            bump = SemanticVersion.TryParse(_before.Schema.Version, out SemanticVersion version) ? VersionDemand.BumpOf(bump, version) : bump;
            if (_options.ChecksVersion && VersionDemand.Check(_before.Schema, _after.Schema, bump, _after.Cell) is CompatibilityFinding tooLow)
            {
                findings.Add(tooLow);
                FindingOrder.Sort(findings);
            }
        }

        List<CallPlan> plans = _calls.Select(static call => call.Plan).ToList();
        return new SchemaComparison(findings, plans, bump, SchemaComparison.All(_calls.Select(ReadsRequests)), SchemaComparison.All(_calls.Select(ReadsResponses)))
        {
            Callbacks = _callbacks.Plans,
        };
    }

    /// <summary>Compares the cells as such; false when the one is not the other.</summary>
    private bool CompareCell()
    {
        CellSchema before = _before.Schema;
        CellSchema after = _after.Schema;
        bool isSame = string.Equals(_before.Cell, _after.Cell, StringComparison.Ordinal);
        if (!isSame && !IsOldName(after, before.Contract) && !IsOldName(before, after.Contract))
        {
            Report(CompatibilityRules.CallRemoved, _before.Cell, before.Contract, after.Contract, $"The cell '{_before.Cell}' is now '{_after.Cell}': consumers name the cell, and cannot connect.");
            return false;
        }

        if (!isSame)
        {
            Report(CompatibilityRules.CallRenamed, _after.Cell, before.Contract, after.Contract, $"The cell '{_before.Cell}' is now '{_after.Cell}', and says so with [Renamed].");
        }
        else if (!string.Equals(before.Contract, after.Contract, StringComparison.Ordinal))
        {
            bool isDeclared = after.OldNames.Contains(before.Contract) || before.OldNames.Contains(after.Contract);
            Report(
                isDeclared ? CompatibilityRules.TypeRenamed : CompatibilityRules.TypeNameLost,
                _after.Cell,
                before.Contract,
                after.Contract,
                $"'{before.Contract}' is now '{after.Contract}': the client moves with it at the next compile.");
        }

        if (!string.Equals(before.Documentation, after.Documentation, StringComparison.Ordinal) && _options.Side == ComparisonSide.Producer)
        {
            Report(CompatibilityRules.DocumentationChanged, _after.Cell, "", "", $"The documentation of '{_after.Cell}' changed.");
        }

        return true;
    }

    private void CompareCalls(bool isSameCell)
    {
        EquatableArray<CallSchema> before = _before.Schema.Calls;
        EquatableArray<CallSchema> after = isSameCell ? _after.Schema.Calls : default;
        NameMatching matching = NameMatching.Of(before.Select(Identify).ToList(), after.Select(Identify).ToList());
        (int Gone, int Came)? lost = FindLostName(before, after, matching);
        for (int i = 0; i < before.Count; i++)
        {
            if (_options.Side == ComparisonSide.Consumer && !IsUsed(before[i]))
            {
                continue;
            }

            int index = matching.NewOf[i];
            CallComparison call = new(_requests, _responses, _callbacks, new CallPlan(before[i], i, index < 0 ? null : after[index], index));
            _calls.Add(call);
            if (isSameCell)
            {
                call.Compare(lost?.Gone == i ? after[lost.Value.Came] : null);
            }
        }

        for (int i = 0; i < after.Count && _options.Side == ComparisonSide.Producer; i++)
        {
            if (matching.OldOf[i] < 0 && lost?.Came != i)
            {
                string path = $"{_after.Cell}.{after[i].Name}";
                Report(CompatibilityRules.CallAdded, path, "", TypeText.Of(after[i]), $"'{path}' is added.", after[i].Name);
            }
        }
    }

    private IEnumerable<FoundChange> Found()
    {
        bool isAnyUsed = _calls.Exists(call => IsUsed(call.Plan.Consumer));
        return _changes.Select(change => new FoundChange(change, isAnyUsed, IsStable: true))
            .Concat(_calls.SelectMany(call => call.Changes.Select(
                change => new FoundChange(change, IsUsed(call.Plan.Consumer), call.Plan.Consumer.Experimental is null))))
            .Concat(NodeCollector.Collect(_calls, static call => call.Request, IsUsed, PayloadDirection.Request))
            .Concat(NodeCollector.Collect(_calls, static call => call.Response, IsUsed, PayloadDirection.Response));
    }

    private bool IsUsed(CallSchema call) => _options.Usage.Has("call", _before.Cell + "." + call.Name);

    private static (int Gone, int Came)? FindLostName(EquatableArray<CallSchema> before, EquatableArray<CallSchema> after, NameMatching matching)
    {
        List<int> gone = Enumerable.Range(0, before.Count).Where(i => matching.NewOf[i] < 0).ToList();
        List<int> came = gone.Count != 1 ? [] : Enumerable.Range(0, after.Count)
            .Where(i => matching.OldOf[i] < 0 && HaveSameShape(before[gone[0]], after[i]))
            .ToList();
        return came.Count == 1 ? (gone[0], came[0]) : null;
    }

    private static bool HaveSameShape(CallSchema before, CallSchema after) =>
        before.Kind == after.Kind
        && before.Result == after.Result
        && before.Parameters.Select(static parameter => (parameter.Name, parameter.Type, parameter.IsStream, parameter.Callback))
            .SequenceEqual(after.Parameters.Select(static parameter => (parameter.Name, parameter.Type, parameter.IsStream, parameter.Callback)));

    private static bool? ReadsRequests(CallComparison call)
    {
        bool carries = call.Plan.Consumer.Kind != CallKind.Event
            && (call.Plan.Consumer.Parameters.Count > 0 || call.Request is { IsUnreadable: true });
        return carries ? call.Plan.CanReadRequest : null;
    }

    private static bool? ReadsResponses(CallComparison call)
    {
        CallSchema consumer = call.Plan.Consumer;
        bool carries = consumer.Result is not null || consumer.Errors.Count > 0 || consumer.Kind == CallKind.Event;
        return carries ? call.Plan.CanReadResponse : null;
    }

    private static bool IsOldName(CellSchema schema, string contract) =>
        schema.OldNames.Contains(contract) || schema.OldNames.Contains(TypeName.Simple(contract));

    private static Identity Identify(CallSchema call) => new(call.Name, call.Name, call.OldNames);

    private void Report(CompatibilityRule rule, string path, string before, string after, string why, string? declaredName = null) => _changes.Add(new Change
    {
        Rule = rule,
        Path = path,
        Place = new UsagePlace(UsagePlaceKind.Cell, _before.Cell, ""),
        Request = rule.Request?.Plan ?? PlanEffect.Yes,
        Response = rule.Response?.Plan ?? PlanEffect.Yes,
        Before = before,
        After = after,
        Why = why,
        DeclaringType = _after.Schema.Contract,
        DeclaredName = declaredName,
    });
}
