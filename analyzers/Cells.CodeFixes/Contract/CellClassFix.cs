using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1031: declares the cell as an ordinary class. A nested or generic one is for its author to move.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CellClassFix)), Shared]
internal sealed class CellClassFix : SyntaxFix
{
    private static readonly SyntaxKind[] Refused = [SyntaxKind.StaticKeyword, SyntaxKind.AbstractKeyword, SyntaxKind.FileKeyword];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.CellClass];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        switch (site.Node)
        {
            // The parameters of a record are properties, those of a class are not.
            case RecordDeclarationSyntax { ParameterList: null } record:
                yield return new Remedy(
                    "Declare the cell as a class", "Class", record, editor => editor.ReplaceNode(record, static (current, _) => ToClass((RecordDeclarationSyntax)current)));
                break;
            case ClassDeclarationSyntax type when type.Modifiers.FirstOrDefault(static modifier => Refused.Contains(modifier.Kind())) is { RawKind: not 0 } refused:
                yield return new Remedy(
                    $"Remove '{refused.ValueText}'",
                    refused.ValueText,
                    type,
                    editor => editor.ReplaceNode(type, (current, _) => Modifiers.Remove((ClassDeclarationSyntax)current, refused.Kind())));
                break;
        }
    }

    private static ClassDeclarationSyntax ToClass(RecordDeclarationSyntax record) => SyntaxFactory.ClassDeclaration(
        record.AttributeLists,
        record.Modifiers,
        SyntaxFactory.Token(record.Keyword.LeadingTrivia, SyntaxKind.ClassKeyword, record.Keyword.TrailingTrivia),
        record.Identifier,
        record.TypeParameterList,
        record.ParameterList,
        record.BaseList,
        record.ConstraintClauses,
        record.OpenBraceToken,
        record.Members,
        record.CloseBraceToken,
        record.SemicolonToken);
}
