using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>A fix that edits the document of its diagnostic, and mends all of a document in one pass.</summary>
internal abstract class SyntaxFix : CodeFixProvider
{
    private FixAllProvider? _fixAll;

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => _fixAll ??= new AllInDocument(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (FixSite site in await FixSite.FindAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false))
        {
            foreach (Remedy remedy in Find(site))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(remedy.Title, cancel => Task.FromResult(Apply(context.Document, site.Root, [remedy])), remedy.Key), site.Diagnostic);
            }
        }
    }

    /// <summary>The ways to mend what stands at <paramref name="site"/>; none where a person must decide.</summary>
    protected abstract IEnumerable<Remedy> Find(FixSite site);

    private static Document Apply(Document document, SyntaxNode root, IEnumerable<Remedy> remedies)
    {
        SyntaxEditor editor = new(root, document.Project.Solution.Services);
        foreach (Remedy remedy in remedies)
        {
            remedy.Edit(editor);
        }

        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }

    private sealed class AllInDocument(SyntaxFix fix) : DocumentBasedFixAllProvider
    {
        protected override async Task<Document?> FixAllAsync(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
        {
            IReadOnlyList<FixSite> sites = await FixSite.FindAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false);
            HashSet<SyntaxNode> edited = [];
            Remedy[] remedies =
            [
                .. sites
                    .Select(site => fix.Find(site).FirstOrDefault(remedy => remedy.Key == context.CodeActionEquivalenceKey))
                    .OfType<Remedy>()
                    .Where(remedy => edited.Add(remedy.Target)),
            ];
            return remedies.Length == 0 ? document : Apply(document, sites[0].Root, remedies);
        }
    }
}
