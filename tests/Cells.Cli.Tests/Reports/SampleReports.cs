using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Cli.Schemas;
using Cells.Cli.Tests.Schemas;
using Cells.Schema;

namespace Cells.Cli.Tests.Reports;

/// <summary>Reports, and what the formats make of them.</summary>
internal static class SampleReports
{
    /// <summary>What a schema may say to confuse whatever shows it.</summary>
    public const string Hostile = "a\u001b[31m|`<b>&*_\n::error::%,\r\u202E]]>\uFFFF\uD800@all \"'";

    /// <summary>Breaks, a warning and compatible changes.</summary>
    public static SchemaReport Broken(FailOn failOn = FailOn.Breaking, bool all = false) => Of(failOn, all, Compare(OrdersSchemas.Baseline, OrdersSchemas.Broken));

    /// <summary>No change.</summary>
    public static SchemaReport Same { get; } = Of(FailOn.Breaking, false, Compare(OrdersSchemas.Baseline, OrdersSchemas.Baseline));

    /// <summary>A baseline that is not to be had.</summary>
    public static SchemaReport Undecided { get; } = Of(
        FailOn.Breaking, false, ReportSection.Compare(SideSchema.Read("{\n  \"x-cells\": 9\n}", "old.json", "/tree/old.json"), Side(OrdersSchemas.Baseline, "new.json"), new ComparisonOptions()));

    /// <summary>Every finding accepted.</summary>
    public static SchemaReport Accepted
    {
        get
        {
            ReportSection section = Compare(OrdersSchemas.Baseline, OrdersSchemas.Broken);
            return Of(FailOn.Breaking, false, section with { Findings = [.. section.Findings.Select(finding => finding with { Acceptance = Accept(finding.Finding) })] });
        }
    }

    /// <summary>Two baselines with the same findings.</summary>
    public static SchemaReport Twice => Of(
        FailOn.Breaking, false, Compare(OrdersSchemas.Baseline, OrdersSchemas.Broken), Compare(OrdersSchemas.Baseline with { Version = "1.3.0" }, OrdersSchemas.Broken));

    /// <summary>A default, a pattern and a name that try to be something else.</summary>
    public static SchemaReport Confusing
    {
        get
        {
            CellSchema before = WithDefault("none");
            return Of(FailOn.Breaking, true, Compare(before, WithDefault(Hostile), Hostile));
        }
    }

    /// <summary>More findings than a page shows.</summary>
    public static SchemaReport Long
    {
        get
        {
            CellSchema before = OrdersSchemas.Baseline with
            {
                Calls = [.. Enumerable.Range(0, 2000).Select(i => new CallSchema { Name = $"Call{i:D4}", Kind = CallKind.Unary })],
            };
            return Of(FailOn.Breaking, false, Compare(before, before with { Version = "2.0.0", Calls = [] }));
        }
    }

    /// <summary>Every report of this class.</summary>
    public static IEnumerable<SchemaReport> All => [Broken(), Broken(FailOn.Never, all: true), Same, Undecided, Accepted, Twice, Confusing, Long];

    /// <summary>What a format prints.</summary>
    public static string Print(IReportFormat format, SchemaReport report)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        format.Write(report, new ToolOutput(ToolTerminal.Plain(output, error), isJson: false));
        Assert.Empty(error.ToString());
        return output.ToString().ReplaceLineEndings("\n");
    }

    private static SchemaReport Of(FailOn failOn, bool all, params ReportSection[] sections) => new() { Sections = sections, FailOn = failOn, ShowsCompatible = all };

    private static ReportSection Compare(CellSchema before, CellSchema after, string origin = "old.json")
        => ReportSection.Compare(Side(before, origin), Side(after, "new.json"), new ComparisonOptions());

    private static SideSchema Side(CellSchema schema, string name)
    {
        SideSchema side = SideSchema.Read(SchemaDocument.Write(schema), name, Path.Combine(Environment.CurrentDirectory, "new, 1.json"));
        Assert.True(side.Problem is null, side.Problem?.Message);
        return side;
    }

    private static CellSchema WithDefault(string text)
    {
        MemberSchema note = OrdersSchemas.Baseline.Types[1].Members[1];
        MemberSchema changed = note with
        {
            HasRequiredKeyword = false,
            Default = new DefaultValue(DefaultKind.Text, text),
            Constraints = [new Constraint(ConstraintKind.Pattern, null, null, text)],
        };
        return OrdersSchemas.Baseline with
        {
            Types = [OrdersSchemas.Baseline.Types[0], OrdersSchemas.Baseline.Types[1] with { Members = [OrdersSchemas.Baseline.Types[1].Members[0], changed] }],
        };
    }

    private static AcceptedBreak Accept(CompatibilityFinding finding) => new()
    {
        Fingerprint = finding.Fingerprint,
        Rule = finding.Rule.Id,
        Reason = "Nobody reads it.",
        Expires = "2.0.0",
        Consumers = ["checkout"],
    };
}
