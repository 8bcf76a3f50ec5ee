using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Cells.CodeFixes;

/// <summary>CELL2004: writes the version that the changes demand into <c>cell.toml</c>; also offered at the changes themselves.</summary>
[ExportCodeFixProvider(
    LanguageNames.CSharp,
    Name = nameof(RaiseVersionFix),
    DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)]), Shared]
internal sealed class RaiseVersionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CELL2004", .. Finding.ChangeIds];

    /// <summary>None: a project has one version.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.TextDocument.Project;
        if (AdditionalFiles.Find(project, CellManifest.FileName) is not { } file)
        {
            return;
        }

        SourceText manifest = await file.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (diagnostic.Property(FindingProperties.DemandedVersion) is { } version && IsAbove(version, manifest) && VersionEdit.Of(manifest, version) is { } raised)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Raise the version to {version} in {CellManifest.FileName}",
                        _ => Task.FromResult(AdditionalFiles.WithText(project.Solution, file, raised)),
                        nameof(RaiseVersionFix)),
                    diagnostic);
            }
        }
    }

    // The version may have been raised since the diagnostic was made.
    private static bool IsAbove(string version, SourceText manifest) =>
        SemanticVersion.TryParse(version, out SemanticVersion demanded)
        && CellManifest.Read(manifest.ToString(), CellManifest.FileName).Manifest is { } stated
        && demanded > new SemanticVersion(stated.Version.Major, stated.Version.Minor, stated.Version.Patch);
}
