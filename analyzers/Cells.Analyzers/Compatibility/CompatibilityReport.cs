using System.Collections.Immutable;
using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>What the gate says of one compilation: judged once, when the first part of it is asked for.</summary>
internal sealed class CompatibilityReport(Compilation compilation, GateFiles files, ContractFiles contracts, bool isContinuousIntegration)
{
    private readonly object _lock = new();
    private readonly Dictionary<INamedTypeSymbol, List<Diagnostic>> _bySymbol = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<AdditionalText, List<Diagnostic>> _byFile = [];
    private bool _isJudged;

    /// <summary>The diagnostics that stand in the declaration of <paramref name="type"/>.</summary>
    public IReadOnlyList<Diagnostic> At(INamedTypeSymbol type, CancellationToken cancel)
    {
        Judge(cancel);
        return _bySymbol.TryGetValue(type, out List<Diagnostic>? found) ? found : [];
    }

    /// <summary>The diagnostics that stand in a file that is not source.</summary>
    public IReadOnlyList<Diagnostic> At(AdditionalText file, CancellationToken cancel)
    {
        Judge(cancel);
        return _byFile.TryGetValue(file, out List<Diagnostic>? found) ? found : [];
    }

    private void Judge(CancellationToken cancel)
    {
        lock (_lock)
        {
            if (!_isJudged)
            {
                _bySymbol.Clear();
                _byFile.Clear();
                Collect(cancel);
                _isJudged = true;
            }
        }
    }

    private void Collect(CancellationToken cancel)
    {
        BreaksReadResult breaks = files.ReadBreaks(cancel);
        if (breaks.Error is { } error)
        {
            string why = $"What was accepted cannot be read, so nothing is: {error.Message.TrimEnd('.')}. Correct the file, or restore it from version control.";
            Add(files.Breaks!, CompatibilityRules.Undecided, DiagnosticSeverity.Error, FilePlace.Of(files.Breaks!.Path, error.Line, error.Column), why);
        }

        CompilationContracts bound = CompilationContracts.Of(compilation, contracts);
        INamedTypeSymbol[] cells = [.. bound.Types.Where(static type => type.HasAttribute(MetadataNames.Cell))];
        // A cell that emits its client too stands for the contract of others, unless it is alone.
        INamedTypeSymbol? cell = cells.FirstOrDefault(static type => type.FindAttribute(MetadataNames.Cell)?.Named("Client") is not true) ?? cells.FirstOrDefault();
        GateDocument? gate = files.HasConsumers ? files.ReadGate(cancel) : new GateDocument();
        CellSchema? current = cell is null ? Nothing(gate, cancel) : bound.Bind(cell, cancel).Model?.Schema;
        if (gate is null)
        {
            AddAtCell(cell, CompatibilityRules.Undecided, DiagnosticSeverity.Error, "The list of consumers that the build gathered cannot be read. Build again.", null, []);
        }
        else if (current is not null)
        {
            GateReport report = CompatibilityGate.Judge(current, gate, key => files.ReadSchema(key, cancel), key => files.ReadRecord(key, cancel), breaks.Breaks ?? AcceptedBreaks.None);
            Add(report, cell, new DeclarationFinder(cell ?? compilation.ObjectType, current, bound.Types), cancel);
        }
    }

    /// <summary>What a project without a cell offers, to whoever used the one that it had; null when nobody did.</summary>
    private CellSchema? Nothing(GateDocument? gate, CancellationToken cancel)
        => gate?.Consumers.Select(consumer => files.ReadSchema(consumer.Schema, cancel)).FirstOrDefault(static schema => schema is not null) is { } known
            ? new CellSchema { Contract = known.Contract, Name = known.Name, Version = known.Version }
            : null;

    private void Add(GateReport report, INamedTypeSymbol? cell, DeclarationFinder declarations, CancellationToken cancel)
    {
        foreach (GateFinding found in report.Findings)
        {
            ImmutableDictionary<string, string?> properties = FindingDescription.Of(found, report.DemandedVersion);
            DiagnosticDescriptor descriptor = CompatibilityDiagnostics.Of(found.Finding.Rule, found.Finding.Verdict);
            (INamedTypeSymbol type, Location? place) = declarations.Find(found.Finding);
            if (cell is null || place is null)
            {
                AddAtCell(cell, found.Finding.Rule, descriptor.DefaultSeverity, found.Message, properties, FindingDescription.UseSites(found));
            }
            else
            {
                Add(_bySymbol, type, Diagnostic.Create(descriptor, place, FindingDescription.UseSites(found), properties, found.Message));
            }
        }

        foreach (CompatibilityFinding finding in report.Policy)
        {
            AddAtCell(cell, finding.Rule, CompatibilityDiagnostics.Of(finding.Rule, finding.Verdict).DefaultSeverity, finding.Message, null, []);
        }

        foreach (SuppressionFinding entry in report.Entries)
        {
            DiagnosticSeverity severity = CompatibilityDiagnostics.Of(entry.Finding.Rule, entry.Finding.Verdict).DefaultSeverity;
            Add(files.Breaks!, entry.Finding.Rule, severity, FilePlace.Of(files.Breaks!.Path, entry.Entry.Line, entry.Entry.Column), entry.Finding.Message, FindingDescription.Of(entry));
        }

        if (report.VersionTooLow is { } tooLow && files.Manifest is { } manifest)
        {
            DiagnosticSeverity severity = isContinuousIntegration ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
            Add(manifest, tooLow.Rule, severity, FilePlace.OfVersion(manifest, cancel), tooLow.Message, FindingDescription.Of(tooLow, report.DemandedVersion));
        }
    }

    /// <summary>What no declaration stands for is reported at the cell class; in a project that has none any more, in its manifest.</summary>
    private void AddAtCell(
        INamedTypeSymbol? cell, CompatibilityRule rule, DiagnosticSeverity severity, string message, ImmutableDictionary<string, string?>? properties, IEnumerable<Location> further)
    {
        if (cell is not null)
        {
            Add(_bySymbol, cell, Diagnostic.Create(CompatibilityDiagnostics.Of(rule, severity), cell.Place(), further, properties, message));
        }
        else if (files.Manifest is { } manifest)
        {
            Add(_byFile, manifest, Diagnostic.Create(CompatibilityDiagnostics.Of(rule, severity), FilePlace.Of(manifest.Path, 0), further, properties, message));
        }
    }

    private void Add(
        AdditionalText file, CompatibilityRule rule, DiagnosticSeverity severity, Location place, string message, ImmutableDictionary<string, string?>? properties = null)
        => Add(_byFile, file, Diagnostic.Create(CompatibilityDiagnostics.Of(rule, severity), place, [], properties, message));

    private static void Add<T>(Dictionary<T, List<Diagnostic>> diagnostics, T key, Diagnostic diagnostic)
        where T : notnull
    {
        if (!diagnostics.TryGetValue(key, out List<Diagnostic>? list))
        {
            list = [];
            diagnostics.Add(key, list);
        }

        list.Add(diagnostic);
    }
}
