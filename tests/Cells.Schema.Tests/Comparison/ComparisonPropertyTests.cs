using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests;

/// <summary>What holds for every pair of schemas, whatever changed between them.</summary>
public sealed class ComparisonPropertyTests
{
    private const int Runs = 2_000;

    [Fact]
    public void Plan_exists_exactly_when_nothing_breaks_at_level_wire() => ForAllPairs(static (before, after) =>
    {
        SchemaComparison comparison = Compare(before, after, ComparisonLevel.Wire);
        bool hasPlan = comparison.Calls.All(static call => call.IsBound);
        Assert.Equal(hasPlan, comparison.Verdict != Verdict.Breaking);
    });

    [Fact]
    public void Verdict_at_level_source_is_breaking_wherever_there_is_no_plan() => ForAllPairs(static (before, after) =>
    {
        foreach (CompatibilityFinding finding in Compare(before, after, ComparisonLevel.Source).Findings)
        {
            bool isUnreadable = finding.Request == PlanEffect.No || finding.Response == PlanEffect.No;
            Assert.True(!isUnreadable || finding.UnfilteredVerdict == Verdict.Breaking, finding.Message);
        }
    });

    [Fact]
    public void Effect_found_is_the_one_that_the_rule_names() => ForAllPairs(static (before, after) =>
    {
        // These depend on what is on the other side; their texts in the rules say so.
        string[] depending = ["CELL2115", "CELL2205", "CELL2307", "CELL2401", "CELL2402", "CELL2403"];
        foreach (CompatibilityFinding finding in Compare(before, after, ComparisonLevel.Source).Findings.Where(finding => !depending.Contains(finding.Rule.Id)))
        {
            Assert.True(finding.Request is null || finding.Rule.Request?.Plan is null || finding.Rule.Request.Plan == finding.Request, finding.Rule.Id + finding.Request);
            Assert.True(finding.Response is null || finding.Rule.Response?.Plan is null || finding.Rule.Response.Plan == finding.Response, finding.Rule.Id + finding.Response);
        }
    });

    [Fact]
    public void Change_without_a_finding_left_the_calls_and_their_types_alone() => ForAllPairs(static (before, after) =>
    {
        SchemaComparison comparison = Compare(before, after, ComparisonLevel.Source);
        Assert.True(comparison.Findings.Count > 0 || (before.Calls == after.Calls && before.Types == after.Types && before.Callbacks == after.Callbacks), SchemaDocument.Write(before) + SchemaDocument.Write(after));
    });

    [Fact]
    public void Schema_compared_with_itself_has_no_finding_and_identity_plans() => ForAllPairs(static (schema, _) =>
    {
        SchemaComparison comparison = Compare(schema, schema, ComparisonLevel.Source);
        Assert.Empty(comparison.Findings);
        Assert.All(comparison.Calls, static call => Assert.True(call.IsIdentity));
    });

    [Fact]
    public void Plan_has_a_step_for_every_member_of_the_reader() => ForAllPairs(static (before, after) =>
    {
        foreach (CallPlan call in Compare(before, after, ComparisonLevel.Wire).Calls.Where(static call => call.IsBound))
        {
            Assert.Equal(call.Consumer.Result is null, call.Response is null);
            Assert.Equal(call.Producer!.Parameters.Count, call.Request?.Members.Count ?? call.Producer.Parameters.Count);
            HashSet<PlanNode> seen = [];
            Stack<PlanNode> steps = new(new[] { call.Response }.OfType<PlanNode>().Concat((call.Request ?? call.Event)!.Members.Select(static member => member.Plan).OfType<PlanNode>()));
            while (steps.TryPop(out PlanNode? step))
            {
                if (seen.Add(step))
                {
                    Parts(step).ForEach(steps.Push);
                }
            }
        }
    });

    [Fact]
    public void Callback_of_a_bound_call_has_plans_for_every_method_that_both_know() => ForAllPairs(static (before, after) =>
    {
        SchemaComparison comparison = Compare(before, after, ComparisonLevel.Wire);
        foreach (CallPlan call in comparison.Calls.Where(static call => call.IsBound && call.Consumer.Kind != CallKind.Event))
        {
            foreach (ParameterSchema parameter in call.Producer!.Parameters.Where(static parameter => parameter.Callback is not null))
            {
                PlannedMember member = call.Request!.Members.Single(member => member.Name == parameter.Name);
                if (member.WriterIndex < 0)
                {
                    continue;
                }

                string consumer = call.Consumer.Parameters[member.WriterIndex].Callback!;
                CallbackPlan plan = Assert.Single(comparison.Callbacks, plan => plan.Consumer.Name == consumer && plan.Producer.Name == parameter.Callback);
                Assert.Equal(plan.Producer.Methods, plan.Methods.Select(static method => method.Producer).ToEquatableArray());
                foreach (CallbackMethodPlan method in plan.Methods.Where(static method => method.Consumer is not null))
                {
                    Assert.Equal(plan.Consumer.Methods[method.ConsumerIndex], method.Consumer);
                    Assert.Equal(method.Consumer!.Parameters.Count, method.Arguments!.Members.Count);
                    Assert.Equal(method.Producer.Result is null, method.Result is null);
                }
            }
        }
    });

    private static List<PlanNode> Parts(PlanNode node)
    {
        switch (node)
        {
            case ObjectPlan plan:
                Assert.Equal(plan.ReaderType.Members.Select(static member => member.Name), plan.Members.Select(static member => member.Name));
                Assert.All(plan.Members, static member => Assert.True(member.WriterIndex < 0 ? member.Fill is not null : member.Plan is not null));
                return [.. plan.Members.Select(static member => member.Plan).OfType<PlanNode>()];
            case UnionPlan plan:
                Assert.Equal(plan.WriterType.Cases.Count, plan.Cases.Count);
                return [.. plan.Cases.OfType<UnionCasePlan>().Select(static unionCase => unionCase.Plan)];
            case NullablePlan plan:
                return [plan.Value];
            case CollectionPlan plan:
                return [plan.Element];
            case MapPlan plan:
                return [plan.Key, plan.Value];
            case TuplePlan plan:
                return [.. plan.Elements];
            default:
                return [];
        }
    }

    private static SchemaComparison Compare(CellSchema before, CellSchema after, ComparisonLevel level) =>
        Comparing.Full(before, after, new ComparisonOptions { Level = level });

    private static void ForAllPairs(Action<CellSchema, CellSchema> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Runs),
        Prop.ForAll<int>(ArbMap.Default.ArbFor<int>(), seed =>
        {
            RandomContract random = new(seed);
            CellSchema before = random.Next();
            check(before, random.Edit(before));
        }));
}
