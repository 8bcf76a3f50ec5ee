using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Cells.Cli.Tests.Reports;

public sealed class ReportFormatTests
{
    public static TheoryData<string> Formats() => [.. ReportFormats.Names];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Format_shows_the_rule_path_declarations_reason_remedy_and_fingerprint_of_a_break(string format)
    {
        SchemaReport report = SampleReports.Broken();
        CompatibilityFinding removed = report.Findings.First(finding => finding.Finding.Rule.Id == "CELL2204").Finding;

        string text = Decode(format, SampleReports.Print(ReportFormats.Create(format), report));

        Assert.All(
            [removed.Rule.Id, "Order.Note", "required string Note", removed.Why, removed.Rule.Remedy, removed.Fingerprint],
            part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains("these changes need 2.0.0", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Format_shows_compatible_changes_only_on_demand(string format)
    {
        string few = SampleReports.Print(ReportFormats.Create(format), SampleReports.Broken());
        string all = SampleReports.Print(ReportFormats.Create(format), SampleReports.Broken(all: true));

        Assert.DoesNotContain("CELL2520", Rules(format, few), StringComparison.Ordinal);
        Assert.True(all.Length >= few.Length);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Format_lets_nothing_out_of_a_hostile_schema_that_a_terminal_obeys(string format)
    {
        string text = SampleReports.Print(ReportFormats.Create(format), SampleReports.Confusing);

        Assert.Contains("CELL2500", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, unit => char.IsControl(unit) && unit != '\n');
        Assert.DoesNotContain('\u202E', format is JsonReport.FormatName or SarifReport.FormatName ? "" : text);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Format_never_changes_the_exit_code(string format)
    {
        using CellFolder folder = new();
        string before = Schemas.OrdersSchemas.Save(Schemas.OrdersSchemas.Baseline, folder.Root, "a.json");
        string after = Schemas.OrdersSchemas.Save(Schemas.OrdersSchemas.Broken, folder.Root, "b.json");

        Assert.Equal(0, (await CellFolder.RunAsync("schema", "diff", before, before, "--format", format)).ExitCode);
        Assert.Equal(1, (await CellFolder.RunAsync("schema", "diff", before, after, "--format", format)).ExitCode);
        Assert.Equal(2, (await CellFolder.RunAsync("schema", "diff", "git:", after, "--format", format)).ExitCode);
        Assert.Equal(3, (await CellFolder.RunAsync("schema", "diff", "/nowhere", after, "--format", format)).ExitCode);
    }

    [Fact]
    public async Task Json_follows_its_published_schema()
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "schema-report.json"));

        Assert.All(SampleReports.All, report => AssertValid(schema, SampleReports.Print(new JsonReport(), report)));
        Assert.NotEmpty(schema.Validate(SampleReports.Print(new JsonReport(), SampleReports.Broken()).Replace("\"failed\"", "\"maybe\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sarif_follows_the_schema_of_the_standard()
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "sarif-schema-2.1.0.json"));

        Assert.All(SampleReports.All, report => AssertValid(schema, SampleReports.Print(new SarifReport(), report)));
        Assert.NotEmpty(schema.Validate(SampleReports.Print(new SarifReport(), SampleReports.Broken()).Replace("\"ruleIndex\"", "\"ruleNumber\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Sarif_has_every_rule_and_ties_results_to_them_by_index_and_fingerprint()
    {
        JsonNode run = SarifRun(SampleReports.Broken());

        JsonArray rules = run["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.Equal(CompatibilityRules.All.Select(rule => (rule.Id, rule.HelpLink)), rules.Select(rule => ((string)rule!["id"]!, (string)rule["helpUri"]!)));
        Assert.All(run["results"]!.AsArray(), result =>
        {
            Assert.Equal((string)result!["ruleId"]!, (string)rules[(int)result["ruleIndex"]!]!["id"]!);
            Assert.Matches("^[0-9a-f]{12}$", (string)result["partialFingerprints"]!["cells/v1"]!);
            Assert.Equal("new%2C%201.json", (string)result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]!);
        });
    }

    [Fact]
    public void Sarif_of_an_undecided_comparison_is_a_failed_run_without_results()
    {
        JsonNode run = SarifRun(SampleReports.Undecided);

        Assert.Empty(run["results"]!.AsArray());
        Assert.False((bool)run["invocations"]![0]!["executionSuccessful"]!);
        JsonNode notification = run["invocations"]![0]!["toolExecutionNotifications"]![0]!;
        Assert.Equal("CELL2000", (string)notification["descriptor"]!["id"]!);
        Assert.Equal(2, (int)notification["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!);
    }

    [Fact]
    public void Sarif_has_an_accepted_finding_as_a_suppressed_one()
        => Assert.All(SarifRun(SampleReports.Accepted)["results"]!.AsArray(), result => Assert.Equal("Nobody reads it.", (string)result!["suppressions"]![0]!["justification"]!));

    [Fact]
    public void Finding_of_several_comparisons_is_annotated_once()
    {
        string text = SampleReports.Print(new GitHubReport(), SampleReports.Twice);

        Assert.Single(text.Split('\n'), line => line.Contains("title=CELL2204", StringComparison.Ordinal));
        Assert.Equal(2, SarifRun(SampleReports.Twice)["results"]!.AsArray().Count(result => (string)result!["ruleId"]! == "CELL2004"));
    }

    [Fact]
    public void Annotation_is_a_workflow_command_with_the_place_of_the_declaration()
    {
        string[] lines = SampleReports.Print(new GitHubReport(), SampleReports.Broken()).TrimEnd().Split('\n');

        Assert.All(lines[..^1], line => Assert.Matches("^::(error|warning|notice) file=new%2C 1.json,line=[0-9]+,col=[0-9]+,title=CELL2[0-9]{3} [^,]*::[^\r]+%0A", line));
        Assert.Contains(lines, line => line.Contains("title=CELL2104 Orders.Get%3A", StringComparison.Ordinal) || line.StartsWith("::error", StringComparison.Ordinal));
    }

    [Fact]
    public void Annotation_escapes_what_would_end_it_or_begin_another()
    {
        string[] lines = SampleReports.Print(new GitHubReport(), SampleReports.Confusing).TrimEnd().Split('\n');

        Assert.All(lines[..^1], line => Assert.Matches("^::(error|warning|notice) file=new%2C 1.json[^:]*::[^:]", line));
        Assert.Contains(lines, line => line.Contains("%25,", StringComparison.Ordinal));
    }

    [Fact]
    public void Undecided_comparison_is_annotated_where_the_document_is_wrong()
        => Assert.StartsWith(
            "::error file=/tree/old.json,line=2,col=14,title=CELL2000 could not decide::old.json(2,14)", SampleReports.Print(new GitHubReport(), SampleReports.Undecided), StringComparison.Ordinal);

    [Fact]
    public void JUnit_counts_what_it_holds()
    {
        Assert.All(SampleReports.All, report =>
        {
            XElement root = XDocument.Parse(SampleReports.Print(new JUnitReport(), report)).Root!;

            Assert.Equal("testsuites", root.Name.LocalName);
            Assert.All([root, .. root.Elements("testsuite")], suite =>
            {
                AssertCount(suite, "tests", "testcase");
                AssertCount(suite, "failures", "failure");
                AssertCount(suite, "errors", "error");
                AssertCount(suite, "skipped", "skipped");
                Assert.NotEmpty(suite.Descendants("testcase"));
            });
            Assert.Equal(report.Findings.Count(report.Fails), (int)root.Attribute("failures")!);
            Assert.Equal(report.IsUndecided, (int)root.Attribute("errors")! > 0);
        });
    }

    [Fact]
    public void JUnit_fails_what_fails_the_command_and_nothing_else()
    {
        XElement breaking = XDocument.Parse(SampleReports.Print(new JUnitReport(), SampleReports.Broken())).Root!;
        XElement never = XDocument.Parse(SampleReports.Print(new JUnitReport(), SampleReports.Broken(FailOn.Never))).Root!;
        XElement accepted = XDocument.Parse(SampleReports.Print(new JUnitReport(), SampleReports.Accepted)).Root!;

        XElement failure = breaking.Descendants("testcase").Single(test => (string)test.Attribute("name")! == "CELL2204 Order.Note").Element("failure")!;
        Assert.Equal("CELL2204", (string)failure.Attribute("type")!);
        Assert.Empty(never.Descendants("failure"));
        Assert.Empty(accepted.Descendants("failure"));
        Assert.NotEmpty(accepted.Descendants("skipped"));
    }

    [Fact]
    public void Markdown_is_no_longer_than_a_comment_and_says_what_it_leaves_out()
    {
        string text = SampleReports.Print(new MarkdownReport(), SampleReports.Long);

        Assert.InRange(text.Length, 1000, 65_536);
        int rows = text.Split('\n').Count(line => line.StartsWith("| ❌", StringComparison.Ordinal));
        Assert.Contains($"\n{2000 - rows} more findings are left out", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_row_has_the_columns_of_its_table_whatever_a_schema_says()
        => Assert.All(
            SampleReports.Print(new MarkdownReport(), SampleReports.Confusing).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)),
            row => Assert.Equal(6, row.Count(unit => unit == '|')));

    [Fact]
    public void Text_is_a_tree_by_call_and_type()
    {
        string text = SampleReports.Print(new TextReport(), SampleReports.Broken());

        Assert.StartsWith("Orders 1.4.0 → 1.4.1\n  before  old.json\n  after   new.json\n├── ", text, StringComparison.Ordinal);
        Assert.Contains("\n├── Order\n│   └── ✗ CELL2204 Order.Note  breaking, responses\n│         before  required string Note\n│         after   -\n", text, StringComparison.Ordinal);
        Assert.EndsWith(" breaking, 1 warning.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_wraps_on_a_terminal_and_keeps_its_guides()
    {
        using StringWriter output = new();
        ToolOutput terminal = new(new ToolTerminal(output, TextWriter.Null, IsOutStyled: true, IsErrorStyled: true), isJson: false);
        terminal.Data.Profile.Width = 60;

        new TextReport().Write(SampleReports.Broken(), terminal);

        string text = System.Text.RegularExpressions.Regex.Replace(output.ToString(), "\u001b\\[[0-9;]*m", "");
        Assert.NotEqual(text, output.ToString());
        string[] lines = text.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 60));
        Assert.Contains(lines, line => line.StartsWith("│         ", StringComparison.Ordinal));
    }

    private static JsonNode SarifRun(SchemaReport report) => JsonNode.Parse(SampleReports.Print(new SarifReport(), report))!["runs"]![0]!;

    private static void AssertValid(JsonSchema schema, string document)
    {
        ICollection<ValidationError> errors = schema.Validate(document);
        Assert.True(errors.Count == 0, string.Join("\n", errors));
    }

    private static void AssertCount(XElement suite, string attribute, string element) => Assert.Equal(suite.Descendants(element).Count(), (int)suite.Attribute(attribute)!);

    /// <summary>The text without the escapes of the format.</summary>
    private static string Decode(string format, string text) => format switch
    {
        JsonReport.FormatName or SarifReport.FormatName => text.Replace("\\\"", "\"", StringComparison.Ordinal),
        JUnitReport.FormatName => XDocument.Parse(text).Root!.ToString() is { } xml ? System.Net.WebUtility.HtmlDecode(xml) : "",
        MarkdownReport.FormatName => System.Net.WebUtility.HtmlDecode(text),
        _ => text,
    };

    /// <summary>The part of the text that lists findings: SARIF lists every rule before.</summary>
    private static string Rules(string format, string text) => format == SarifReport.FormatName ? text[text.IndexOf("\"results\"", StringComparison.Ordinal)..] : text;
}
