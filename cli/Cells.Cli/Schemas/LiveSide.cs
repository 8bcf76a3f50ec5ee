using Cells.Cli.Output;
using Cells.Connections;
using Cells.Directories;

namespace Cells.Cli.Schemas;

/// <summary><c>live[:&lt;dir&gt;]</c>: what the running cell serves.</summary>
/// <param name="Text">As typed.</param>
/// <param name="Path">The cell's directory; null for that of the comparison.</param>
internal sealed record LiveSide(string Text, string? Path) : SchemaSide(Text)
{
    public override string? CellDirectory => Path;

    public override async Task<IReadOnlyList<SideSchema>> ResolveAsync(SideContext context, CancellationToken cancellationToken)
    {
        CellDirectory directory = Directories.CellDirectory.At(Path ?? context.CellDirectory);
        string name = DisplayPath.Of(directory.Path);
        if (!Directory.Exists(directory.Path))
        {
            return [SideSchema.Failed(Text, $"There is no directory {name}.")];
        }

        return CellState.IsRunning(directory)
            ? [await AskAsync(directory.QuestionSocketPath, directory, context.Timeout, cancellationToken)]
            : [SideSchema.Failed(Text, $"{name} does not run: start it with `cells start {DisplayPath.Argument(directory.Path)}`.", ManifestOf(directory))];
    }

    /// <summary>Asks what listens at <paramref name="socketPath"/>.</summary>
    public static async Task<SideSchema> AskAsync(string socketPath, CellDirectory? directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string origin = directory is null ? DisplayPath.Of(socketPath) : $"live {DisplayPath.Of(directory.Path)}";
        string? file = directory is null ? null : ManifestOf(directory);
        try
        {
            CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(socketPath, includeSchema: true, timeout, cancellationToken);
            return SideSchema.Read(answer.Schema ?? "", origin, null) with { File = file };
        }
        catch (CellException e)
        {
            return SideSchema.Failed(origin, $"{origin} does not say what it serves: {e.Message}", file);
        }
    }

    private static string? ManifestOf(CellDirectory directory) => File.Exists(directory.ManifestPath) ? directory.ManifestPath : null;
}
