using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Rename;

namespace Cells.CodeFixes;

/// <summary>CELL1044, CELL1045: gives a call whose name is taken another one, everywhere it is used.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameCallFix)), Shared]
internal sealed class RenameCallFix : CodeFixProvider
{
    private const string Async = "Async";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.DuplicateCall, Generators.ContractRules.ReservedCallName];

    /// <summary>None: each call deserves a name of its own.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (FixSite site in await FixSite.FindAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false))
        {
            if (site.Declared is IMethodSymbol { IsOverride: false, ExplicitInterfaceImplementations.IsEmpty: true } method)
            {
                string name = Propose(method, site.Diagnostic.Id == Generators.ContractRules.DuplicateCall);
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Rename to '{name}'",
                        cancel => Renamer.RenameSymbolAsync(context.Document.Project.Solution, method, new SymbolRenameOptions(), name, cancel),
                        nameof(RenameCallFix)),
                    site.Diagnostic);
            }
        }
    }

    // Two calls of one name differ in what they take; a name that every client has lacks what it acts on.
    private static string Propose(IMethodSymbol method, bool isDuplicate)
    {
        string name = Generators.SymbolNames.WithoutAsync(method.Name);
        string suffix = name == method.Name ? string.Empty : Async;
        string addition = !isDuplicate ? method.ContainingType.Name
            : method.Parameters.IsEmpty ? string.Empty
            : "By" + char.ToUpperInvariant(method.Parameters[0].Name[0]) + method.Parameters[0].Name.Substring(1);
        HashSet<string> taken = [.. method.ContainingType.GetMembers().Select(static member => Generators.SymbolNames.WithoutAsync(member.Name))];
        string proposal = name + addition;
        for (int number = 2; taken.Contains(proposal); number++)
        {
            proposal = name + addition + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return proposal + suffix;
    }
}
