using Microsoft.CodeAnalysis;

namespace Cells.CodeFixes;

/// <summary>A diagnostic in its document, with what the compiler knows of it.</summary>
internal sealed class FixSite
{
    private FixSite(Document document, SemanticModel model, SyntaxNode root, Diagnostic diagnostic, CancellationToken cancel)
    {
        Document = document;
        Model = model;
        Root = root;
        Diagnostic = diagnostic;
        Cancel = cancel;
        Node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
    }

    /// <summary>The document.</summary>
    public Document Document { get; }

    /// <summary>The document's semantic model.</summary>
    public SemanticModel Model { get; }

    /// <summary>The document's syntax.</summary>
    public SyntaxNode Root { get; }

    /// <summary>What was reported.</summary>
    public Diagnostic Diagnostic { get; }

    /// <summary>Cancels the search for fixes.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>The innermost node at the diagnostic: the declaration whose name is underlined, or the expression.</summary>
    public SyntaxNode Node { get; }

    /// <summary>The document's compilation.</summary>
    public Compilation Compilation => Model.Compilation;

    /// <summary>The symbol that <see cref="Node"/> declares, or null.</summary>
    public ISymbol? Declared => Model.GetDeclaredSymbol(Node, Cancel);

    /// <summary>The sites of <paramref name="diagnostics"/> in <paramref name="document"/>.</summary>
    public static async Task<IReadOnlyList<FixSite>> FindAsync(Document document, IEnumerable<Diagnostic> diagnostics, CancellationToken cancel)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancel).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancel).ConfigureAwait(false);
        return root is null || model is null
            ? []
            : [.. diagnostics.Where(diagnostic => root.FullSpan.Contains(diagnostic.Location.SourceSpan)).Select(diagnostic => new FixSite(document, model, root, diagnostic, cancel))];
    }
}
