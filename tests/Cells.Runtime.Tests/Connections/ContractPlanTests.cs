using System.Text;
using Cells.Connections;
using Cells.Schema;
using FsCheck;
using FsCheck.Fluent;
using static Cells.Schema.Tests.Contract;
using RandomContract = Cells.Schema.Tests.RandomContract;

namespace Cells.Runtime.Tests.Connections;

/// <summary>Plans of whole contracts, and what is remembered of them.</summary>
public class ContractPlanTests
{
    private const int MaxFrame = 64 * 1024;
    private const int Runs = 300;

    [Fact]
    public void Call_whose_plan_is_the_identity_has_nothing_that_rewrites()
    {
        CellSchema before = Of(Call("Get", "Shop.Order", Parameter("id", "Int32")), Record("Shop.Order", Positional("Id", "Int32")));
        CellSchema after = before with { Calls = Of(Call("Added"), before.Calls[0]).Calls };
        foreach (ConnectionSide side in System.Enum.GetValues<ConnectionSide>())
        {
            PlannedCall call = Assert.Single(ContractPlan.Create(before, after, side, MaxFrame).Calls);

            Assert.Equal(1, call.Number);
            Assert.Null(call.Request);
            Assert.Null(call.Response);
            Assert.Null(call.Errors);
            Assert.False(call.DropsResult);
        }
    }

    [Fact]
    public void Call_rewrites_only_the_direction_that_differs()
    {
        CellSchema before = Of(Call("Put", "Int32", Parameter("value", "Int32")));
        CellSchema after = Of(Call("Put", "Int32", Parameter("value", "Int64")));

        PlannedCall server = ContractPlan.Create(before, after, ConnectionSide.Server, MaxFrame).Calls[0];
        PlannedCall client = ContractPlan.Create(before, after, ConnectionSide.Client, MaxFrame).Calls[0];

        Assert.NotNull(server.Request);
        Assert.Null(client.Response);
    }

    [Fact]
    public void Refusal_names_the_findings_of_the_calls_that_are_used_and_no_others()
    {
        CellSchema before = Of(Call("A", "Int32"), Call("B", "Int32"), Call("C", "Int32"));
        CellSchema after = Of(Call("A", "String"), Call("C", "Int32"));
        ContractPlan plan = ContractPlan.Create(before, after, ConnectionSide.Server, MaxFrame);

        Assert.Equal(["Orders.A:result", "Orders.B"], plan.FindRefusal(null).Select(static finding => finding.Path).Order());
        Assert.Equal(["Orders.A:result"], plan.FindRefusal(["A", "C"]).Select(static finding => finding.Path));
        Assert.Empty(plan.FindRefusal(["C", "Unknown"]));
        Assert.Empty(plan.FindRefusal([]));
    }

    [Fact]
    public void Schemas_too_large_to_compare_are_refused_as_undecided()
    {
        // A generic type that holds itself with ever larger arguments.
        TypeSchema grows = Class("Shop.G`1", Property("Next", "Shop.G`1<List<!T>>?")) with { TypeParameters = ["T"] };
        CellSchema before = Of(Call("A", "Shop.G`1<Int32>"), grows);
        CellSchema after = Of(Call("A", "Shop.G`1<Int32>"), Call("Added"), grows);

        ContractPlan plan = ContractPlan.Create(before, after, ConnectionSide.Client, MaxFrame);

        Assert.False(plan.Calls[0].IsBound);
        Assert.Equal("CELL2000", Assert.Single(plan.FindRefusal(["A"])).Rule);
    }

    [Fact]
    public void Random_pairs_bind_exactly_the_calls_without_breaking_findings_and_both_sides_agree() => ForAllSeeds(static seed =>
    {
        RandomContract random = new(seed);
        CellSchema before = random.Next();
        CellSchema after = random.Edit(before);
        ContractPlan client = ContractPlan.Create(before, after, ConnectionSide.Client, MaxFrame);
        ContractPlan server = ContractPlan.Create(before, after, ConnectionSide.Server, MaxFrame);
        Assert.Equal(client.Calls.Select(static call => call.Number), server.Calls.Select(static call => call.Number));
        Assert.Equal(client.FindRefusal(null), server.FindRefusal(null));
        foreach (PlannedCall call in client.Calls)
        {
            Assert.Equal(call.IsBound, client.FindRefusal([call.Name]).Count == 0);
        }
    });

    [Fact]
    public void Documents_damaged_at_random_are_refused() => ForAllSeeds(static seed =>
    {
        Random random = new(seed);
        CellSchema schema = new RandomContract(seed).Next();
        string document = SchemaDocument.Write(schema);
        string damaged = Damage(document, random);
        try
        {
            Assert.Equal(schema, KnownSchema.Read(damaged, SchemaFingerprint.Compute(schema), "a stranger").Schema with { Documentation = schema.Documentation });
        }
        catch (CellException e)
        {
            Assert.Equal(CellStatus.Incompatible, e.Status);
        }
    });

    [Fact]
    public void Schemas_that_a_hostile_peer_makes_up_are_refused_or_planned() => ForAllSeeds(static seed =>
    {
        RandomContract contracts = new(seed);
        CellSchema own = contracts.Next();
        CellSchema invented = Invent(contracts.Edit(own), new Random(seed));
        if (SchemaDocument.Read(SchemaDocument.Write(invented)).Schema is not { } theirs)
        {
            return;
        }

        foreach (ConnectionSide side in System.Enum.GetValues<ConnectionSide>())
        {
            Assert.Equal(theirs.Calls.Count, ContractPlan.Create(theirs, own, side, MaxFrame).Calls.Count);
            Assert.Equal(own.Calls.Count, ContractPlan.Create(own, theirs, side, MaxFrame).Calls.Count);
        }
    });

    [Fact]
    public async Task Planner_makes_the_plan_of_a_pair_once()
    {
        ContractPlanner planner = new();
        SchemaOrigin client = Origin(Of(Call("A", "Int32")));
        SchemaOrigin server = Origin(Of(Call("A", "Int32"), Call("B")));

        ContractPlan[] plans = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(async () => await planner.PlanAsync(client, server, ConnectionSide.Server, MaxFrame, CancellationToken.None))));
        ContractPlan other = await planner.PlanAsync(client, server, ConnectionSide.Server, 2 * MaxFrame, CancellationToken.None);

        // One for each that planned at the same time, at most; one is kept for all that come later.
        Assert.Same(await planner.PlanAsync(client, server, ConnectionSide.Server, MaxFrame, CancellationToken.None), plans[0]);
        Assert.NotSame(plans[0], other);
        Assert.Equal(2, planner.PlanCount);
        Assert.Equal(2, planner.SchemaCount);
        Assert.NotNull(planner.Find(client.Fingerprint));
    }

    [Fact]
    public async Task Planner_remembers_no_more_than_it_may()
    {
        ContractPlanner few = new(mostEntries: 4);
        ContractPlanner small = new(mostText: 10_000);
        SchemaOrigin server = Origin(Of(Call("A", "Int32")));
        for (int i = 0; i < 20; i++)
        {
            SchemaOrigin client = Origin(Of(Call("A", "Int32"), Call("B" + i)));
            await few.PlanAsync(client, server, ConnectionSide.Server, MaxFrame, CancellationToken.None);
            await small.PlanAsync(client, server, ConnectionSide.Server, MaxFrame, CancellationToken.None);
        }

        Assert.Equal(4, few.SchemaCount);
        Assert.Equal(4, few.PlanCount);
        Assert.NotNull(few.Find(server.Fingerprint));
        Assert.InRange(small.PlanCount, 1, 10_000 / (server.Document!.Length * 2));
        Assert.InRange(small.SchemaCount, 1, 10_000 / server.Document.Length);
    }

    [Fact]
    public async Task Planner_remembers_nothing_of_a_document_that_it_refuses()
    {
        ContractPlanner planner = new();
        SchemaOrigin server = Origin(Of(Call("A", "Int32")));
        SchemaOrigin lying = Origin(Of(Call("B", "Int32"))) with { Fingerprint = new string('f', 64) };

        await Assert.ThrowsAsync<CellException>(
            async () => await planner.PlanAsync(lying, server, ConnectionSide.Server, MaxFrame, CancellationToken.None));

        Assert.Equal(0, planner.PlanCount);
        Assert.Null(planner.Find(lying.Fingerprint));
    }

    private static SchemaOrigin Origin(CellSchema schema) => new("a test", SchemaFingerprint.Compute(schema), null, SchemaDocument.Write(schema));

    private static void ForAllSeeds(Action<int> check)
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(Runs), Prop.ForAll<int>(ArbMap.Default.ArbFor<int>(), check));

    private static string Damage(string document, Random random)
    {
        StringBuilder text = new(document);
        for (int i = random.Next(4); i >= 0; i--)
        {
            int from = random.Next(text.Length);
            int length = Math.Min(random.Next(40), text.Length - from);
            string piece = text.ToString(from, length);
            switch (random.Next(3))
            {
                case 0:
                    text.Remove(from, length);
                    break;
                case 1:
                    text.Insert(random.Next(text.Length), piece);
                    break;
                default:
                    text[from] = (char)('0' + random.Next(75));
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>A schema whose types took on parts of others, as no compiler would make it.</summary>
    private static CellSchema Invent(CellSchema schema, Random random)
    {
        TypeSchema[] types = [.. schema.Types];
        for (int i = random.Next(4); i >= 0; i--)
        {
            int at = random.Next(types.Length);
            TypeSchema other = types[random.Next(types.Length)];
            types[at] = random.Next(5) switch
            {
                0 => other with { Name = types[at].Name },
                1 => types[at] with { Members = other.Members },
                2 => types[at] with { Kind = other.Kind, Underlying = other.Underlying, Values = other.Values, Size = other.Size, Alignment = other.Alignment },
                3 => types[at] with { OldNames = [other.Name] },
                _ => types[at] with { Members = [.. types[at].Members.Select(member => member with { Type = new NamedReference(other.Name, default) })] },
            };
        }

        return schema with { Types = types.ToEquatableArray() };
    }
}
