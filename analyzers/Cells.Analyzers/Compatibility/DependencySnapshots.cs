using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Analyzers;

/// <summary>The dependencies' schemas, each beside the snapshot that was committed of it.</summary>
internal sealed class DependencySnapshots
{
    private readonly Dictionary<string, AdditionalText> _resolved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AdditionalText> _committed = new(StringComparer.Ordinal);
    private readonly List<AdditionalText> _manifests = [];

    private DependencySnapshots()
    {
    }

    /// <summary>The files that the build marked as ours.</summary>
    public static DependencySnapshots Find(AnalyzerOptions options)
    {
        DependencySnapshots snapshots = new();
        AnalyzerConfigOptionsProvider provider = options.AnalyzerConfigOptionsProvider;
        foreach (AdditionalText file in options.AdditionalFiles)
        {
            switch (DependencyFile.KindOf(file, provider))
            {
                case "dependency":
                    snapshots._resolved[DependencyFile.AliasOf(file, provider)] = file;
                    break;
                case "snapshot":
                    snapshots._committed[DependencyFile.AliasOf(file, provider)] = file;
                    break;
                case "manifest":
                    snapshots._manifests.Add(file);
                    break;
            }
        }

        return snapshots;
    }

    /// <summary>Whether any snapshot is not what the code is compiled against. Nearly never: then nothing else is read.</summary>
    public bool HasDifference(CancellationToken cancel) => _committed.Any(pair => IsStale(pair.Key, cancel));

    /// <summary>The alias of the dependency whose snapshot <paramref name="file"/> is and differs; else null.</summary>
    public string? IsStale(AdditionalText file, CancellationToken cancel)
        => _committed.Where(pair => pair.Value == file && IsStale(pair.Key, cancel)).Select(static pair => pair.Key).FirstOrDefault();

    /// <summary>What changed, and by which symbols to know it; null when nothing did that code could notice.</summary>
    public (IReadOnlyList<DependencyChanges> Changes, DependencyNames Names)? ReadChanges(CancellationToken cancel)
    {
        DependencyFile[] files = [.. _resolved.Select(pair => DependencyFile.Read(pair.Key, pair.Value, cancel)).OrderBy(static file => file.Alias, StringComparer.Ordinal)];
        List<(DependencyFile File, DependencyChanges Changes)> changed = [];
        foreach (DependencyFile file in files)
        {
            // A snapshot that cannot be read says nothing about what was.
            if (file.Schema is { } after
                && IsStale(file.Alias, cancel)
                && DependencyFile.Read(file.Alias, _committed[file.Alias], cancel).Schema is { } before
                && DependencyChanges.Between(file.Alias, before, after) is { } changes)
            {
                changed.Add((file, changes));
            }
        }

        DependencySettings[] settings = [.. _manifests.SelectMany(manifest => DependencySettings.Read(manifest, cancel))];
        return changed.Count == 0 ? null : ([.. changed.Select(static item => item.Changes)], new DependencyNames(changed, files, settings));
    }

    private bool IsStale(string alias, CancellationToken cancel)
        => _resolved.TryGetValue(alias, out AdditionalText? resolved)
            && _committed.TryGetValue(alias, out AdditionalText? committed)
            && resolved.GetText(cancel) is { } now
            && committed.GetText(cancel) is SourceText before
            && !now.ContentEquals(before);
}
