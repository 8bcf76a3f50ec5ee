using Cells.Generators.Tests;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers.Tests;

/// <summary>Proves that the compiler can report every rule of compatibility.</summary>
public sealed class ReachabilityTests
{
    private const string Head = "using Cells;\nnamespace Shop;\n[Cell] public sealed partial class Orders { [Call] public int Get(int id) => throw new System.NotImplementedException(); }\n";

    private static readonly string[] CallbackChanges =
    [
        "ValueTask Step(int done); ValueTask Done(); ValueTask Ask();",
        "ValueTask Step(int done);",
        "ValueTask Step(int done); ValueTask Over();",
        "[Renamed(\"Step\")] ValueTask Move(int done); ValueTask Done();",
        "ValueTask Step(long done); ValueTask Done();",
        "ValueTask<int> Step(int done); ValueTask Done();",
    ];

    [Fact]
    public async Task Every_rule_is_reported_by_an_analyzer()
    {
        HashSet<string> reached = [];
        foreach (string id in CompatibilityCase.Ids)
        {
            reached.UnionWith(Ids(await CompatibilityCaseRun.Of(id)));
        }

        string schema = Producer.Export(Head);
        // CELL2000 and CELL2001: a schema that cannot be read, and a consumer that says nothing of what it uses.
        reached.UnionWith(Ids(await new Producer(Head).UsedBy("archive", "none").UsedBy("checkout", schema).AnalyzeAsync()));
        // CELL2002 and CELL2003: an acceptance of an unknown rule, and one that has expired.
        reached.UnionWith(Ids(await new Producer(Head).UsedBy("checkout", schema).Accepting(new AcceptedBreaks { Entries = [Accept("CELL9999"), Accept("CELL2204")] }.Write()).AnalyzeAsync()));
        // CELL2005: a snapshot of an older version.
        reached.UnionWith(Ids(await new Consumer("", Head, Head).AnalyzeAsync()));

        // CELL2120 to CELL2125: what may become of the methods of a callback.
        string called = Producer.Export(Calling("ValueTask Step(int done); ValueTask Done();"));
        foreach (string methods in CallbackChanges)
        {
            reached.UnionWith(Ids(await new Producer(Calling(methods)).UsedBy("checkout", called).AnalyzeAsync()));
        }

        Assert.Equal(CompatibilityRules.All.Select(static rule => rule.Id), reached.Order(StringComparer.Ordinal));
    }

    private static string Calling(string methods)
        => "using System.Threading.Tasks;\nusing Cells;\nnamespace Shop;\n[Cell] public sealed partial class Orders { [Call] public void Run(IProgress progress) { } }\n"
            + "[Callback] public interface IProgress { " + methods + " }\n";

    private static AcceptedBreak Accept(string rule) => new()
    {
        Fingerprint = rule == "CELL2204" ? "0123456789ab" : "ba9876543210",
        Rule = rule,
        Reason = "agreed",
        Expires = "0.9.0",
        Consumers = ["checkout"],
    };

    private static IEnumerable<string> Ids(IEnumerable<Diagnostic> found) => found.Select(static diagnostic => diagnostic.Id);
}
