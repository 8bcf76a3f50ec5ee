using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1052: lets a callback's method return <c>ValueTask</c>, with the result that it has.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CallbackReturnFix)), Shared]
internal sealed class CallbackReturnFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.CallbackDeclaration];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node is not MethodDeclarationSyntax method
            || site.Declared is not IMethodSymbol { ReturnsByRef: false, ReturnsByRefReadonly: false } symbol
            || Generators.HandlerReturns.Of(symbol).Form is not (Generators.HandlerReturn.Void or Generators.HandlerReturn.Value))
        {
            yield break;
        }

        string name = symbol.ReturnsVoid ? Generators.MetadataNames.ValueTask : Generators.MetadataNames.ValueTaskOfT;
        if (site.Compilation.GetTypeByMetadataName(name) is not { } definition)
        {
            yield break;
        }

        INamedTypeSymbol task = symbol.ReturnsVoid ? definition : definition.Construct([symbol.ReturnType], [symbol.ReturnNullableAnnotation]);
        yield return new Remedy("Return ValueTask", nameof(CallbackReturnFix), method.ReturnType, editor =>
        {
            Usings.Add(editor, site, method, definition);
            editor.ReplaceNode(method.ReturnType, (current, generator) => generator.TypeExpression(task).WithTriviaFrom(current));
        });
    }
}
