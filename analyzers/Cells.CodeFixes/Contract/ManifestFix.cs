using System.Collections.Immutable;
using System.Composition;
using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cells.CodeFixes;

/// <summary>CELL1033: creates the <c>cell.toml</c> beside the project.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ManifestFix)), Shared]
internal sealed class ManifestFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [ContractRules.CellWithoutManifest];

    /// <summary>None: a project has one.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.Document.Project;
        string? directory = Path.GetDirectoryName(project.FilePath ?? context.Document.FilePath);
        foreach (FixSite site in await FixSite.FindAsync(context.Document, context.Diagnostics, context.CancellationToken).ConfigureAwait(false))
        {
            if (directory is not null && site.Node is TypeDeclarationSyntax cell)
            {
                string text = $"[cell]\nname = \"{ContractParser.ToKebabCase(cell.Identifier.ValueText)}\"\nversion = \"0.1.0\"\n";
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Create {CellManifest.FileName}",
                        _ => Task.FromResult(project.Solution.AddAdditionalDocument(
                            DocumentId.CreateNewId(project.Id), CellManifest.FileName, SourceText.From(text), filePath: Path.Combine(directory, CellManifest.FileName))),
                        nameof(ManifestFix)),
                    site.Diagnostic);
            }
        }
    }
}
