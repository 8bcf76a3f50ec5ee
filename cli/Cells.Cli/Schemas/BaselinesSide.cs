using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Cli.Schemas;

/// <summary><c>all</c>: every schema that the cell promises to serve, and what it serves now. <c>retained</c>: the promises alone.</summary>
internal sealed record BaselinesSide(string Text, bool IncludesLive) : SchemaSide(Text)
{
    public override bool IsSeveral => true;

    public override async Task<IReadOnlyList<SideSchema>> ResolveAsync(SideContext context, CancellationToken cancellationToken)
    {
        // A cell.toml with errors is a usage error, as in every command.
        CellNode cell = ManifestFile.Read(context.CellDirectory);
        List<SideSchema> baselines = [];
        if (IncludesLive && CellState.IsRunning(cell.Directory))
        {
            baselines.Add(await LiveSide.AskAsync(cell.Directory.SocketPath, cell.Directory, context.Timeout, cancellationToken));
        }

        RetainedSchemas retained = RetainedSchemas.In(cell.Directory.Path);
        foreach (SemanticVersion version in retained.Versions.Where(version => cell.Manifest.Schema.Accepts?.Contains(version) ?? false))
        {
            baselines.Add(await retained.ReadAsync(version, cancellationToken));
        }

        string name = DisplayPath.Of(cell.Directory.Path);
        return baselines.Count > 0 ? baselines : [SideSchema.Failed(Text, Missing(name, cell.Manifest.Schema.Accepts), cell.Directory.ManifestPath)];
    }

    private string Missing(string name, VersionRange? accepts)
    {
        string promise = accepts is null ? "[schema] accepts in its cell.toml promises no past version" : $"{FrozenSchema.DirectoryName}/ has no version in '{accepts}'";
        return $"{name} has no baseline: {(IncludesLive ? "it does not run, and " : "")}{promise}. "
            + $"Freeze a version with `cells schema freeze {name}`{(IncludesLive ? ", start the cell" : "")}, or name a baseline.";
    }
}
