namespace Cells.Schema.Tests;

/// <summary>Callback interfaces: the producer calls, so that arguments go to the consumer and results come from it.</summary>
public sealed class CallbackComparisonTests
{
    private const string Name = "Shop.IProgress";

    [Fact]
    public void Same_callback_has_no_finding_and_identity_plans()
    {
        SchemaComparison comparison = Comparing.Full(Shop(Ask("Int32", "String"), Step()), Shop(Ask("Int32", "String"), Step()));

        Assert.Empty(comparison.Findings);
        Assert.True(Assert.Single(comparison.Calls).IsIdentity);
        Assert.All(Assert.Single(comparison.Callbacks).Methods, static method => Assert.True(method.IsIdentity));
    }

    [Fact]
    public void Method_added_is_answered_as_unknown_by_running_clients_and_breaks_their_next_compile()
    {
        SchemaComparison comparison = Comparing.Full(Shop(Step()), Shop(Ask("Int32", "String"), Step()));

        CompatibilityFinding finding = Assert.Single(comparison.Findings);
        Assert.Equal(("CELL2120", "IProgress.Ask", Verdict.Breaking, VersionBump.Major), (finding.Rule.Id, finding.Path, finding.Verdict, finding.Bump));
        CallbackPlan plan = Assert.Single(comparison.Callbacks);
        Assert.Equal([(0, -1), (1, 0)], plan.Methods.Select(static method => (method.ProducerIndex, method.ConsumerIndex)));
        Assert.True(Assert.Single(comparison.Calls).IsBound);
        Assert.Equal(["Warning CELL2120 IProgress.Ask"], Comparing.Wire(Shop(Step()), Shop(Ask("Int32", "String"), Step())));
    }

    [Fact]
    public void Method_added_to_a_callback_of_an_unused_call_is_a_warning() => Assert.Equal(
        ["Warning CELL2120 IProgress.Ask"],
        Comparing.Source(Shop(Step()), Shop(Ask("Int32", "String"), Step()), "call:Orders.Other"));

    [Fact]
    public void Method_removed_is_a_warning() => Assert.Equal(["Warning CELL2121 IProgress.Ask"], Comparing.Source(Shop(Ask("Int32", "String"), Step()), Shop(Step())));

    [Fact]
    public void Method_renamed_is_bound_by_its_old_name()
    {
        CellSchema after = Shop(Ask("Int32", "String") with { Name = "Query", OldNames = ["Ask"] }, Step());

        Assert.Equal(["Breaking CELL2123 IProgress.Query"], Comparing.Source(Shop(Ask("Int32", "String"), Step()), after));
        Assert.Equal(["Compatible CELL2123 IProgress.Query"], Comparing.Wire(Shop(Ask("Int32", "String"), Step()), after));
        Assert.Equal([0, 1], Assert.Single(Comparing.Full(Shop(Ask("Int32", "String"), Step()), after).Callbacks).Methods.Select(static method => method.ConsumerIndex));
    }

    [Fact]
    public void Method_renamed_without_saying_so_is_one_finding() => Assert.Equal(
        ["Breaking CELL2122 IProgress.Ask"],
        Comparing.Source(Shop(Ask("Int32", "String"), Step()), Shop(Ask("Int32", "String") with { Name = "Query" }, Step())));

    [Fact]
    public void Arguments_are_read_by_the_consumer()
    {
        CellSchema narrow = Shop(Ask("Int32", "String"));
        CellSchema wide = Shop(Ask("Int64", "String"));

        // The producer writes less than the consumer reads: a plan widens it.
        SchemaComparison narrowed = Comparing.Full(wide, narrow, new ComparisonOptions { Level = ComparisonLevel.Wire });
        Assert.True(Assert.Single(narrowed.Calls).IsBound);
        Assert.IsType<ConvertPlan>(Assert.Single(narrowed.Callbacks).Methods[0].Arguments!.Members[0].Plan);

        // The other way round there is none.
        SchemaComparison widened = Comparing.Full(narrow, wide, new ComparisonOptions { Level = ComparisonLevel.Wire });
        Assert.False(Assert.Single(widened.Calls).IsBound);
        Assert.Null(Assert.Single(widened.Callbacks).Methods[0].Arguments);
        Assert.Equal(Verdict.Breaking, widened.Verdict);
    }

    [Fact]
    public void Results_are_read_by_the_producer()
    {
        CellSchema narrow = Shop(Ask("String", "Int32"));
        CellSchema wide = Shop(Ask("String", "Int64"));

        Assert.IsType<ConvertPlan>(Assert.Single(Comparing.Full(narrow, wide).Callbacks).Methods[0].Result);
        Assert.Equal(["Breaking CELL2124 IProgress.Ask", "Compatible CELL2300 IProgress.Ask:result"], Comparing.Source(narrow, wide));
        Assert.False(Assert.Single(Comparing.Full(wide, narrow).Calls).IsBound);
    }

    [Fact]
    public void Result_added_has_no_plan_and_result_dropped_has_one()
    {
        CellSchema without = Shop(Ask("Int32", null));
        CellSchema with = Shop(Ask("Int32", "String"));

        Assert.Equal(["Breaking CELL2125 IProgress.Ask:result"], Comparing.Wire(without, with));
        Assert.False(Assert.Single(Comparing.Full(without, with).Calls).IsBound);
        Assert.Equal(["Breaking CELL2124 IProgress.Ask"], Comparing.Source(with, without));
        Assert.Equal(["Compatible CELL2124 IProgress.Ask"], Comparing.Wire(with, without));
        Assert.False(Assert.Single(Comparing.Full(with, without).Callbacks).Methods[0].IsIdentity);
    }

    [Fact]
    public void Types_inside_of_arguments_are_compared_towards_the_consumer()
    {
        TypeSchema before = Contract.Record("Shop.T", Contract.Property("A", "Int32"), Contract.Required("B", "String"));
        TypeSchema after = Contract.Record("Shop.T", Contract.Property("A", "Int32"));

        Assert.Contains("Breaking CELL2204 T.B", Comparing.Wire(Shop([Ask("Shop.T", null)], before), Shop([Ask("Shop.T", null)], after)));
        Assert.DoesNotContain(
            Comparing.Wire(Shop([Ask("Shop.T", null)], after), Shop([Ask("Shop.T", null)], before)),
            static line => line.StartsWith("Breaking", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_callback_or_a_value_cannot_stand_for_one()
    {
        CellSchema callback = Shop(Step());
        CellSchema value = Contract.Of(Contract.Call("Run", null, Contract.Parameter("progress", "Boolean")));
        CellSchema other = callback with
        {
            Calls = [callback.Calls[0] with { Parameters = [callback.Calls[0].Parameters[0] with { Callback = "Shop.IOther" }] }],
            Callbacks = [callback.Callbacks[0] with { Name = "Shop.IOther" }, callback.Callbacks[0]],
        };

        Assert.Equal(["Breaking CELL2303 Orders.Run(progress)"], Comparing.Wire(callback, value));
        Assert.Equal(["Breaking CELL2303 Orders.Run(progress)"], Comparing.Wire(value, callback));
        Assert.Equal(["Breaking CELL2303 Orders.Run(progress)"], Comparing.Wire(callback, other));
    }

    [Fact]
    public void Callback_renamed_or_moved_is_the_same()
    {
        CellSchema before = Shop(Step());

        Assert.Equal(["Compatible CELL2308 IWatcher"], Comparing.Source(before, Named("Shop.IWatcher", "IProgress")));
        Assert.Equal(["Breaking CELL2307 IProgress"], Comparing.Source(before, Named("Shop.IWatcher")));
        Assert.Equal(["Breaking CELL2307 IProgress"], Comparing.Source(before, Named("Store.IProgress")));
        Assert.True(Assert.Single(Comparing.Full(before, Named("Store.IProgress")).Calls).IsBound);

        CellSchema Named(string name, params string[] oldNames) => before with
        {
            Calls = [before.Calls[0] with { Parameters = [before.Calls[0].Parameters[0] with { Callback = name }] }],
            Callbacks = [before.Callbacks[0] with { Name = name, OldNames = oldNames.ToEquatableArray() }],
        };
    }

    [Fact]
    public void Callback_parameter_added_is_filled_when_it_may_be_null()
    {
        CellSchema before = Contract.Of(Contract.Call("Run"));
        CellSchema optional = Optional(Shop(Step()), new DefaultValue(DefaultKind.Boolean, "false"));

        Assert.Equal(["Breaking CELL2110 Orders.Run(progress)"], Comparing.Source(before, Shop(Step())));
        Assert.Equal(["Compatible CELL2111 Orders.Run(progress)"], Comparing.Source(before, optional));
        Assert.Equal(["Breaking CELL2112 Orders.Run(progress)"], Comparing.Source(before, Optional(Shop(Step()), null)));
        Assert.Equal(FillKind.Zero, Assert.Single(Comparing.Full(before, Optional(Shop(Step()), null)).Calls).Request!.Members[0].Fill!.Kind);
    }

    [Fact]
    public void Callback_that_must_be_passed_from_now_on_fails_calls_without_it()
    {
        Assert.Equal(["Breaking CELL2305 Orders.Run(progress)"], Comparing.Source(Optional(Shop(Step()), null), Shop(Step())));
        Assert.Equal(["Compatible CELL2304 Orders.Run(progress)"], Comparing.Source(Shop(Step()), Optional(Shop(Step()), null)));
    }

    [Fact]
    public void Documentation_and_deprecation_of_a_callback_are_information()
    {
        CellSchema before = Shop(Step());
        CellSchema after = before with { Callbacks = [before.Callbacks[0] with { Documentation = "<summary/>", Obsolete = new Deprecation(null) }] };

        Assert.All(Comparing.Full(before, after).Findings, static finding => Assert.NotEqual(Verdict.Breaking, finding.Verdict));
        Assert.Equal(["CELL2520", "CELL2521"], Comparing.Full(before, after).Findings.Select(static finding => finding.Rule.Id).Order(StringComparer.Ordinal));
    }

    private static CallSchema Ask(string argument, string? result) => Contract.Call("Ask", result, Contract.Parameter("id", argument));

    private static CallSchema Step() => Contract.Call("Step", null, Contract.Parameter("done", "Int32"));

    private static CellSchema Optional(CellSchema schema, DefaultValue? value) => schema with
    {
        Calls = [schema.Calls[0] with { Parameters = [schema.Calls[0].Parameters[0] with { IsOptionalCallback = true, Default = value }] }],
    };

    private static CellSchema Shop(params CallSchema[] methods) => Shop(methods, []);

    private static CellSchema Shop(CallSchema[] methods, params TypeSchema[] types) =>
        Contract.Of([Contract.Call("Run", null, Contract.Parameter("progress", "Boolean") with { Callback = Name }), .. types]) with
        {
            Callbacks = [new CallbackSchema { Name = Name, Methods = methods.OrderBy(static method => method.Name, StringComparer.Ordinal).ToEquatableArray() }],
        };
}
