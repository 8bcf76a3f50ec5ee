using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1043: lets an <c>async void</c> call return <c>ValueTask</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AsyncVoidFix)), Shared]
internal sealed class AsyncVoidFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.ReturnType];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is MethodDeclarationSyntax { ReturnType: PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } type } method
            && method.Modifiers.Any(SyntaxKind.AsyncKeyword)
            && site.Compilation.GetTypeByMetadataName(Generators.MetadataNames.ValueTask) is { } task)
        {
            yield return new Remedy(
                "Return ValueTask",
                nameof(AsyncVoidFix),
                type,
                editor =>
                {
                    Usings.Add(editor, site, method, task);
                    editor.ReplaceNode(type, (current, generator) => generator.TypeExpression(task).WithTriviaFrom(current));
                });
        }
    }
}
