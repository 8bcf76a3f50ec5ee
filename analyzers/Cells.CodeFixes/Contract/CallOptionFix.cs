using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1048, CELL1049: removes an option of a call that means nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CallOptionFix)), Shared]
internal sealed class CallOptionFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.CallOption, Generators.ContractRules.ExactlyOnceStream];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        foreach (AttributeSyntax call in AttributesOf.Named(site, site.Node, Generators.MetadataNames.Call))
        {
            AttributeArgumentSyntax[] wrong = [.. (call.ArgumentList?.Arguments ?? default).Where(argument => IsWrong(site, argument))];
            foreach (AttributeArgumentSyntax argument in wrong)
            {
                string option = argument.NameEquals!.Name.Identifier.ValueText;
                bool isAlone = call.ArgumentList!.Arguments.Count == 1;
                yield return new Remedy(
                    $"Remove {option}", option, argument, editor => editor.RemoveNode(isAlone ? call.ArgumentList : argument, SyntaxRemoveOptions.KeepNoTrivia));
            }
        }
    }

    private static bool IsWrong(FixSite site, AttributeArgumentSyntax argument) =>
        (argument.NameEquals?.Name.Identifier.ValueText, site.Model.GetConstantValue(argument.Expression, site.Cancel).Value) switch
        {
            _ when site.Diagnostic.Id == Generators.ContractRules.ExactlyOnceStream => argument.NameEquals?.Name.Identifier.ValueText == "ExactlyOnce",
            ("DeadlineMs", int deadline) => deadline < 0,
            ("Scope", string scope) => scope.Trim().Length == 0,
            _ => false,
        };
}
