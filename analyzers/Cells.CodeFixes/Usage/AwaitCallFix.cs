using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL3010, CELL3011, CELL3013: awaits a call where the function is async, and takes the blocking form where it is not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitCallFix)), Shared]
internal sealed class AwaitCallFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        [UsageDiagnostics.BlockingWait.Id, UsageDiagnostics.BlockingCallInAsync.Id, UsageDiagnostics.NotAwaited.Id];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Root.FindNode(site.Diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>() is not { } whole || Call(site, whole) is not { } call)
        {
            yield break;
        }

        bool isAwaited = site.Diagnostic.Id != UsageDiagnostics.NotAwaited.Id && Calls.CanAwait(whole);
        if (isAwaited)
        {
            ExpressionSyntax awaitable = site.Diagnostic.Id == UsageDiagnostics.BlockingCallInAsync.Id ? Calls.Awaitable(call) : call;
            yield return new Remedy("Await the call", "Await", whole, editor => editor.ReplaceNode(whole, Calls.Await(awaitable, whole)));
        }
        else if (site.Diagnostic.Id != UsageDiagnostics.BlockingCallInAsync.Id)
        {
            yield return new Remedy("Use the blocking form", "Block", whole, editor => editor.ReplaceNode(whole, Calls.Blocking(call).WithTriviaFrom(whole)));
        }
    }

    // What is waited for stands inside of what waits.
    private static InvocationExpressionSyntax? Call(FixSite site, ExpressionSyntax whole) => site.Diagnostic.AdditionalLocations.Count == 0
        ? whole as InvocationExpressionSyntax
        : whole.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().FirstOrDefault(node => node.Span == site.Diagnostic.AdditionalLocations[0].SourceSpan);
}
