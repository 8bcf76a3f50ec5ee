using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers;

/// <summary>The additional files that say whom a producer's code is held to.</summary>
internal sealed class GateFiles
{
    private readonly Dictionary<string, AdditionalText> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AdditionalText> _records = new(StringComparer.Ordinal);
    private AdditionalText? _consumers;

    private GateFiles()
    {
    }

    /// <summary><c>cell.toml</c>.</summary>
    public AdditionalText? Manifest { get; private set; }

    /// <summary><c>cells.breaks.json</c>; null where nothing was ever accepted.</summary>
    public AdditionalText? Breaks { get; private set; }

    /// <summary>Whether the build knows anyone whom the code is held to.</summary>
    public bool HasConsumers => _consumers is not null;

    /// <summary>The files that the build marked as ours.</summary>
    public static GateFiles Find(AnalyzerOptions options)
    {
        GateFiles files = new();
        foreach (AdditionalText file in options.AdditionalFiles)
        {
            switch (DependencyFile.KindOf(file, options.AnalyzerConfigOptionsProvider))
            {
                case "consumers":
                    files._consumers = file;
                    break;
                case "baseline":
                    files._schemas[Path.GetFileNameWithoutExtension(file.Path)] = file;
                    break;
                case "usage":
                    files._records[Path.GetFileNameWithoutExtension(file.Path)] = file;
                    break;
                case "breaks":
                    files.Breaks = file;
                    break;
                case "manifest":
                    files.Manifest = file;
                    break;
            }
        }

        return files;
    }

    /// <summary>Whom the code is held to; null when the file is none that this version reads.</summary>
    public GateDocument? ReadGate(CancellationToken cancel) => GateDocument.Read(_consumers?.GetText(cancel)?.ToString() ?? string.Empty);

    /// <summary>The schema of a key; null when it is not there or cannot be read.</summary>
    public CellSchema? ReadSchema(string key, CancellationToken cancel)
        => _schemas.TryGetValue(key, out AdditionalText? file) && file.GetText(cancel) is { } text ? SchemaDocument.Read(text.ToString()).Schema : null;

    /// <summary>The record of a key; null when it is not there or cannot be read.</summary>
    public ConsumerRecord? ReadRecord(string key, CancellationToken cancel)
        => _records.TryGetValue(key, out AdditionalText? file) && file.GetText(cancel) is { } text ? ConsumerRecord.Read(text.ToString()) : null;

    /// <summary>What was accepted, or why that cannot be read.</summary>
    public BreaksReadResult ReadBreaks(CancellationToken cancel)
        => Breaks is null ? new BreaksReadResult(AcceptedBreaks.None, null) : AcceptedBreaks.Read(Breaks.GetText(cancel)?.ToString() ?? string.Empty);
}
