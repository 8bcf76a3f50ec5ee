using Cells.Cli.Schemas;
using Cells.Schema;

namespace Cells.Cli.Reports;

/// <summary>
/// Finds where a finding stands: at the producer's declaration in its schema file (of a removal: at what contained it), else the consumer's; without such a file, in the
/// cell's manifest, whose version has a line. A schema holds no places in C#.
/// </summary>
internal sealed class FindingLocator(SideSchema before, SideSchema after)
{
    private readonly SchemaPositions? _before = SchemaPositions.Of(before);
    private readonly SchemaPositions? _after = SchemaPositions.Of(after);

    public ReportLocation? Locate(CompatibilityFinding finding)
    {
        if (_after is null && after.File is { } manifest)
        {
            return finding.Rule == CompatibilityRules.VersionTooLow ? ManifestPositions.OfVersion(manifest) : new ReportLocation(manifest, 0, 0);
        }

        return finding.Rule == CompatibilityRules.VersionTooLow
            ? _after?.OfVersion()
            : _after?.Find(finding) ?? _before?.Find(finding) ?? _after?.OfDocument() ?? _before?.OfDocument();
    }
}
