using Cells.Schema;

namespace Cells.Generators;

/// <summary>Everything that a project's clients are emitted from.</summary>
internal sealed record ClientModel
{
    /// <summary>The name of the project's assembly.</summary>
    public required string Assembly { get; init; }

    /// <summary>The dependencies' schemas, ordered by alias.</summary>
    public required EquatableArray<DependencyFile> Files { get; init; }

    /// <summary>What <c>cell.toml</c> says about them.</summary>
    public required EquatableArray<DependencySettings> Settings { get; init; }

    /// <summary>The contracts that the project itself declares: their types are in its own source.</summary>
    public required EquatableArray<string> OwnContracts { get; init; }

    /// <summary>The settings of the dependency named <paramref name="alias"/>.</summary>
    public DependencySettings SettingsOf(string alias) =>
        Settings.FirstOrDefault(settings => settings.Alias == alias) ?? new DependencySettings(alias, null, "public");
}
