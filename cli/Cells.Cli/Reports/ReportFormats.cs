namespace Cells.Cli.Reports;

/// <summary>The formats there are.</summary>
internal static class ReportFormats
{
    /// <summary>The format where none is named.</summary>
    public const string Default = TextReport.FormatName;

    /// <summary>Every format's name.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        TextReport.FormatName, JsonReport.FormatName, GitHubReport.FormatName, SarifReport.FormatName, JUnitReport.FormatName, MarkdownReport.FormatName,
    ];

    /// <summary>The format of a name out of <see cref="Names"/>.</summary>
    public static IReportFormat Create(string name) => name switch
    {
        TextReport.FormatName => new TextReport(),
        JsonReport.FormatName => new JsonReport(),
        GitHubReport.FormatName => new GitHubReport(),
        SarifReport.FormatName => new SarifReport(),
        JUnitReport.FormatName => new JUnitReport(),
        MarkdownReport.FormatName => new MarkdownReport(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such format"),
    };
}
