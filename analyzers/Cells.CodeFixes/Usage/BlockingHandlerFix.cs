using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL3012: marks the handler as one that blocks, so that it runs on the thread pool.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingHandlerFix)), Shared]
internal sealed class BlockingHandlerFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [UsageDiagnostics.HandlerBlocks.Id];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } handler && AttributesOf.Named(site, handler, MetadataNames.Call).FirstOrDefault() is { } call)
        {
            yield return new Remedy("Mark the handler [Call(Blocking = true)]", nameof(BlockingHandlerFix), call, editor => editor.ReplaceNode(call, static (current, _) => Mark((AttributeSyntax)current)));
        }
    }

    private static AttributeSyntax Mark(AttributeSyntax call)
    {
        AttributeArgumentSyntax blocking = SyntaxFactory.ParseAttributeArgumentList("(Blocking = true)")!.Arguments[0];
        AttributeArgumentSyntax[] others = [.. (call.ArgumentList?.Arguments ?? default).Where(static argument => argument.NameEquals?.Name.Identifier.ValueText != "Blocking")];
        if (others.Length == 0)
        {
            return call.WithArgumentList(SyntaxFactory.AttributeArgumentList([blocking]));
        }

        SyntaxToken comma = SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        IEnumerable<SyntaxToken> commas = Enumerable.Repeat(comma, others.Length);
        return call.WithArgumentList(SyntaxFactory.AttributeArgumentList(SyntaxFactory.SeparatedList([.. others, blocking], commas)));
    }
}
