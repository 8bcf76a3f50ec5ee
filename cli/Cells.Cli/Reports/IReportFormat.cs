using Cells.Cli.Output;

namespace Cells.Cli.Reports;

/// <summary>A form of a report on stdout.</summary>
internal interface IReportFormat
{
    /// <summary>Writes the whole report.</summary>
    void Write(SchemaReport report, ToolOutput output);
}
