using Cells.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers.Tests.Fixes;

public class CodeFixProviderTests
{
    [Fact]
    public void Every_fix_of_the_assembly_is_exported()
    {
        IEnumerable<Type> fixes = typeof(SyntaxFix).Assembly.GetTypes().Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(CodeFixProvider)));

        Assert.Equal(CodeFixProviders.All.Select(static fix => fix.GetType()), fixes.OrderBy(static type => type.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void Assembly_holds_nothing_that_the_compiler_would_load()
    {
        // Workspaces are absent at the command line: an analyzer or a generator in there could not be loaded.
        Assert.DoesNotContain(
            typeof(SyntaxFix).Assembly.GetTypes(),
            static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) || type.IsAssignableTo(typeof(IIncrementalGenerator)));
    }

    [Fact]
    public void Analyzers_need_no_workspace() => Assert.DoesNotContain(
        typeof(ContractAnalyzer).Assembly.GetReferencedAssemblies(),
        static assembly => assembly.Name!.Contains("Workspaces", StringComparison.Ordinal) || assembly.Name == typeof(SyntaxFix).Assembly.GetName().Name);
}
