using Cells.Cli.CommandLine;
using Cells.Schema;

namespace Cells.Cli.Schemas;

/// <summary><c>history:&lt;version&gt;</c>: the schema that the cell keeps of a past version.</summary>
internal sealed record HistorySide(string Text, SemanticVersion Version) : SchemaSide(Text)
{
    /// <summary>Reads the version.</summary>
    /// <exception cref="ToolFailure">It is none.</exception>
    public static HistorySide Parse(string text, string version) => SemanticVersion.TryParse(version, out SemanticVersion parsed)
        ? new HistorySide(text, parsed)
        : throw new ToolFailure(ExitCode.Usage, $"'{version}' in '{text}' is no version: write major.minor.patch, as in history:1.4.0.");

    public override async Task<IReadOnlyList<SideSchema>> ResolveAsync(SideContext context, CancellationToken cancellationToken)
        => [await RetainedSchemas.In(context.CellDirectory).ReadAsync(Version, cancellationToken)];
}
