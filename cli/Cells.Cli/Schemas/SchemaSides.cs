using Cells.Cli.CommandLine;

namespace Cells.Cli.Schemas;

/// <summary>Both sides of a comparison.</summary>
internal static class SchemaSides
{
    /// <summary>Gets the schemas of both sides.</summary>
    /// <param name="before">The baseline: one schema or several.</param>
    /// <param name="after">What the baselines are compared with: one schema.</param>
    /// <param name="timeout">How long a running cell may take to answer.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ToolFailure">A usage error: <paramref name="after"/> may be several.</exception>
    public static async Task<(IReadOnlyList<SideSchema> Before, SideSchema After)> ResolveAsync(
        SchemaSide before, SchemaSide after, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (after.IsSeveral)
        {
            throw new ToolFailure(ExitCode.Usage, $"'{after.Text}' may be several schemas, so it can only be the first side: cells schema diff {after.Text} <dir>.");
        }

        SideContext context = new(after.CellDirectory ?? before.CellDirectory ?? ".", timeout);

        // One after the other, and without what reading a large document leaves behind: it is many times what stays.
        IReadOnlyList<SideSchema> producer = await after.ResolveAsync(context, cancellationToken);
        GC.Collect();
        IReadOnlyList<SideSchema> baselines = await before.ResolveAsync(context, cancellationToken);
        GC.Collect();
        return (baselines, producer[0]);
    }
}
