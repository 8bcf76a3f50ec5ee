using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Cells.Analyzers;

/// <summary>The additional files that contracts of one compilation are bound against.</summary>
internal sealed class ContractFiles
{
    private readonly List<(string Alias, AdditionalText File)> _dependencies = [];
    private readonly List<AdditionalText> _manifests = [];

    private ContractFiles()
    {
    }

    /// <summary>Whether there is a <c>cell.toml</c>, readable or not.</summary>
    public bool HasManifest => _manifests.Count > 0;

    /// <summary>Whether anyone is compared with the contract, its documentation included.</summary>
    public bool IsCompared { get; private set; }

    /// <summary>The files that the build marked as ours.</summary>
    public static ContractFiles Find(AnalyzerOptions options)
    {
        ContractFiles files = new();
        foreach (AdditionalText file in options.AdditionalFiles)
        {
            switch (DependencyFile.KindOf(file, options.AnalyzerConfigOptionsProvider))
            {
                case "dependency":
                    files._dependencies.Add((DependencyFile.AliasOf(file, options.AnalyzerConfigOptionsProvider), file));
                    break;
                case "manifest":
                    files._manifests.Add(file);
                    break;
                case "consumers" or "breaks":
                    files.IsCompared = true;
                    break;
            }
        }

        return files;
    }

    /// <summary>What the files say.</summary>
    public BindingInputs Read(CancellationToken cancel) => new()
    {
        Files = _dependencies.Select(item => DependencyFile.Read(item.Alias, item.File, cancel)).OrderBy(static file => file.Alias, StringComparer.Ordinal).ToEquatableArray(),
        Settings = _manifests.SelectMany(file => DependencySettings.Read(file, cancel)).ToEquatableArray(),
        Facts = _manifests.Select(file => CellFacts.Read(file, cancel)).FirstOrDefault(static facts => facts is not null),
    };
}
