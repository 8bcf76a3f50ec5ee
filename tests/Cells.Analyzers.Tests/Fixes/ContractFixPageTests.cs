using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cells.Analyzers.Tests.Fixes;

/// <summary>Applies each fix of a contract rule to the example of the rule's page.</summary>
public class ContractFixPageTests
{
    // Their pages show a form that a person must decide about; ContractFixTests has the one that has a fix.
    private static readonly string[] OtherForm = ["CELL1001", "CELL1034", "CELL1042", "CELL1046", "CELL1061"];

    public static TheoryData<string> Ids() =>
        [.. CodeFixProviders.Ids.Where(static id => id.StartsWith("CELL1", StringComparison.Ordinal)).Except(OtherForm)];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Fixes_mend_the_example_and_it_compiles(string id)
    {
        string[] sources = [.. RulePage.Sources(RulePage.Blocks(id)[0])];
        Solution solution = id == "CELL1033" ? Editor.OpenBare(sources) : Editor.Open(sources);
        CodeFixProvider fix = CodeFixProviders.All.First(fix => fix.FixableDiagnosticIds.Contains(id));
        Editor editor = new(fix, new ContractAnalyzer());

        // A file may need the fix at several places.
        for (int turn = 0; turn < 4 && (await editor.OfferAsync(solution, id)).Count > 0; turn++)
        {
            solution = await editor.ApplyAsync(solution, id);
        }

        IEnumerable<string> found = (await editor.AnalyzeAsync(solution.Projects.First())).Select(static diagnostic => diagnostic.Id);
        Assert.Empty(found.Except(["CELL1073"]));
        await Editor.AssertCompilesAsync(solution);
    }
}
