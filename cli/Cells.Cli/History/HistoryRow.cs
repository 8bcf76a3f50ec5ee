using Cells.Cli.Graph;
using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.History;

/// <summary>A version of a cell's schema: frozen, or what the last build exported since.</summary>
internal sealed record HistoryRow
{
    public required string Version { get; init; }

    /// <summary>The file; null for what is not frozen.</summary>
    public string? File { get; init; }

    /// <summary>The fingerprint; null where the file cannot be read.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What the changes since the row before demand; null for the first one, and beside one that cannot be read.</summary>
    public VersionBump? Step { get; init; }

    /// <summary>Whether the cell promises to serve it.</summary>
    public bool IsPromised { get; init; }

    /// <summary>Whether it is what the last build exported.</summary>
    public bool IsCurrent { get; init; }

    public bool IsUnreadable { get; init; }

    /// <summary>What is out of the ordinary; empty for nothing.</summary>
    public required string Note { get; init; }

    /// <summary>The rows of a cell, the oldest first, and at the end what is built and not frozen.</summary>
    public static async Task<IReadOnlyList<HistoryRow>> ReadAsync(CellNode cell, CellExport export, CancellationToken cancellationToken)
    {
        RetainedSchemas retained = RetainedSchemas.In(cell.Directory.Path);
        string? current = export.File is null ? null : SchemaDocument.Write(export.File.Schema);
        List<HistoryRow> rows = [];
        CellSchema? last = null;
        foreach (SemanticVersion version in retained.Versions)
        {
            SideSchema side = await retained.ReadAsync(version, cancellationToken);
            bool isCurrent = side.Schema is not null && SchemaDocument.Write(side.Schema) == current;
            rows.Add(Row(last, side.Schema, isCurrent ? "current" : side.Problem?.Message ?? "") with
            {
                Version = version.ToString(),
                File = retained.FileOf(version),
                IsPromised = cell.Manifest.Schema.Accepts?.Contains(version) ?? false,
                IsCurrent = isCurrent,
                IsUnreadable = side.Schema is null,
            });
            last = side.Schema;
        }

        if (current is not null && !rows.Exists(static row => row.IsCurrent))
        {
            rows.Add(Row(last, export.File!.Schema, "current, not frozen") with { IsCurrent = true });
        }

        return rows;
    }

    private static HistoryRow Row(CellSchema? last, CellSchema? schema, string note)
    {
        SchemaComparison? comparison = last is null || schema is null ? null : SchemaComparer.Compare(last, schema);
        CompatibilityFinding? tooLow = comparison?.Findings.FirstOrDefault(static finding => finding.Rule == CompatibilityRules.VersionTooLow);
        return new HistoryRow
        {
            Version = schema?.Version ?? "",
            Fingerprint = schema is null ? null : SchemaFingerprint.Compute(schema),
            Step = comparison?.Bump,
            Note = string.Join("; ", new[] { note, tooLow is null ? "" : $"{tooLow.Rule.Id}: {tooLow.Why}" }.Where(static part => part.Length > 0)),
        };
    }
}
