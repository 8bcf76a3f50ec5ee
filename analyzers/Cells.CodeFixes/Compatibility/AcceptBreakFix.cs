using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Cells.CodeFixes;

/// <summary>CELL21xx to CELL25xx: prepares the entry of <c>cells.breaks.json</c> that accepts a break.</summary>
/// <remarks>
/// An editor's menu cannot ask why. The entry is written whole but for its reason, and accepts nothing (CELL2002, at its line) until somebody writes one: a reason
/// that a tool made up would be on record as a decision that nobody took. It expires with the major version behind the one that the break demands.
/// </remarks>
[ExportCodeFixProvider(
    LanguageNames.CSharp,
    Name = nameof(AcceptBreakFix),
    DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)]), Shared]
internal sealed class AcceptBreakFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => Finding.ChangeIds;

    /// <summary>None: every break is accepted for a reason of its own.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.TextDocument.Project;
        if (AdditionalFiles.Find(project, CellManifest.FileName) is not { FilePath: { } manifestPath } manifest)
        {
            return;
        }

        TextDocument? file = AdditionalFiles.Find(project, AcceptedBreaks.FileName);
        SourceText? existing = file is null ? null : await file.GetTextAsync(context.CancellationToken).ConfigureAwait(false);

        // A file that cannot be read says something that must not be lost.
        if ((existing is null ? AcceptedBreaks.None : AcceptedBreaks.Read(existing.ToString()).Breaks) is not { } breaks)
        {
            return;
        }

        SemanticVersion version = CellManifest.Read((await manifest.GetTextAsync(context.CancellationToken).ConfigureAwait(false)).ToString(), manifestPath).Manifest?.Version ?? SemanticVersion.Zero;
        foreach (Diagnostic diagnostic in context.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            if (Entry(diagnostic, version) is { } entry && !breaks.Entries.Any(known => known.Fingerprint == entry.Fingerprint && entry.Consumers.All(known.Consumers.Contains)))
            {
                string text = WithReasonOf(breaks, entry).Write();
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Accept it in {AcceptedBreaks.FileName}: the reason is yours to write there",
                        _ => Task.FromResult(Write(project, file, Path.Combine(Path.GetDirectoryName(manifestPath), AcceptedBreaks.FileName), text)),
                        $"{nameof(AcceptBreakFix)}:{entry.Fingerprint}"),
                    diagnostic);
            }
        }
    }

    private static AcceptedBreak? Entry(Diagnostic diagnostic, SemanticVersion version)
    {
        string[] consumers = diagnostic.Property(FindingProperties.Consumers)?.Split([','], StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (diagnostic.Property(FindingProperties.Finding) is not { } fingerprint || consumers.Length == 0)
        {
            return null;
        }

        SemanticVersion demanded = diagnostic.Property(FindingProperties.DemandedVersion) is { } text && SemanticVersion.TryParse(text, out SemanticVersion parsed) && parsed > version
            ? parsed
            : VersionDemand.Next(version, VersionDemand.BumpOf(VersionBump.Major, version));
        return new AcceptedBreak
        {
            Fingerprint = fingerprint,
            Rule = diagnostic.Id,
            Path = diagnostic.Property(FindingProperties.Path) ?? string.Empty,
            Reason = string.Empty,
            Expires = VersionDemand.Next(demanded, VersionBump.Major).ToString(),
            Consumers = consumers.ToEquatableArray(),
        };
    }

    // A break that was accepted before, against others, keeps the reason that somebody gave then.
    private static AcceptedBreaks WithReasonOf(AcceptedBreaks breaks, AcceptedBreak entry) =>
        breaks.With(breaks.Entries.FirstOrDefault(known => known.Fingerprint == entry.Fingerprint) is { } known ? known with { Consumers = entry.Consumers } : entry);

    private static Solution Write(Project project, TextDocument? file, string path, string text) => file is null
        ? project.Solution.AddAdditionalDocument(DocumentId.CreateNewId(project.Id), AcceptedBreaks.FileName, SourceText.From(text), filePath: path)
        : AdditionalFiles.WithText(project.Solution, file, SourceText.From(text));
}
