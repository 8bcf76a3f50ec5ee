using System.Collections.Immutable;
using System.Composition;
using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>In a consumer: writes the name that a dependency's call, type, member or value has now.</summary>
/// <remarks>
/// What a dependency renamed with <c>[Renamed]</c> keeps an alias, whose use the compiler reports under the rule's id (CELL2102, CELL2206, CELL2404). What it renamed
/// without is gone; the rules then say what stands in its place.
/// </remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameAtUseFix)), Shared]
internal sealed class RenameAtUseFix : SyntaxFix
{
    // How generated clients say it.
    private const string Renamed = "Renamed to ";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
        ["CELL2100", "CELL2102", "CELL2115", "CELL2116", "CELL2205", "CELL2206", "CELL2307", "CELL2308", "CELL2403", "CELL2404"];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        (SimpleNameSyntax? use, string? name) = Gone(site) ?? Aliased(site) ?? default;
        if (use is not null && name is not null)
        {
            yield return new Remedy($"Rename to '{name}'", nameof(RenameAtUseFix), use, editor => editor.ReplaceNode(use, (current, _) => With((SimpleNameSyntax)current, name)));
        }
    }

    // A name that means nothing any more, and the finding that says what stands in its place.
    private static (SimpleNameSyntax?, string?)? Gone(FixSite site) =>
        site.Node is SimpleNameSyntax use && site.Diagnostic.NewName() is { } name && name != use.Identifier.ValueText ? (use, name) : null;

    // The compiler reports the whole expression, or the name in it.
    private static (SimpleNameSyntax?, string?)? Aliased(FixSite site)
    {
        foreach (SimpleNameSyntax use in site.Node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (site.Model.GetSymbolInfo(use, site.Cancel).Symbol?.FindAttribute(MetadataNames.Obsolete) is { } alias && alias.Named("DiagnosticId") as string == site.Diagnostic.Id
                && alias.Positional(0) is string message && message.StartsWith(Renamed, StringComparison.Ordinal))
            {
                return (use, message.Substring(Renamed.Length).TrimEnd('.'));
            }
        }

        return null;
    }

    private static SimpleNameSyntax With(SimpleNameSyntax use, string name)
    {
        string text = SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
        return use.WithIdentifier(SyntaxFactory.Identifier(use.Identifier.LeadingTrivia, text, use.Identifier.TrailingTrivia));
    }
}
