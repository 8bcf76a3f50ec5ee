using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1040: makes the call a public instance method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CallModifiersFix)), Shared]
internal sealed class CallModifiersFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.CallNotPublicInstance];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is MethodDeclarationSyntax { ExplicitInterfaceSpecifier: null } method && !method.Modifiers.Any(SyntaxKind.AbstractKeyword))
        {
            yield return new Remedy(
                "Make the call a public instance method",
                nameof(CallModifiersFix),
                method,
                editor => editor.ReplaceNode(
                    method,
                    static (current, _) => Modifiers.SetAccessibility(Modifiers.Remove((MethodDeclarationSyntax)current, SyntaxKind.StaticKeyword), SyntaxKind.PublicKeyword)));
        }
    }
}
