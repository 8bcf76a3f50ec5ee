using System.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Reports;
using Cells.Schema;

namespace Cells.Cli.CommandLine;

/// <summary>The options of every command that ends in a <see cref="SchemaReport"/>.</summary>
internal static class ReportOptions
{
    public static Option<string> Format { get; } = Choice("--format", $"How to print the findings; --json is --format {JsonReport.FormatName}. Never changes the exit code.", ReportFormats.Default, ReportFormats.Names);

    public static Option<string> FailOn { get; } = Choice("--fail-on", "From which verdict on findings give exit code 1.", "breaking", ["breaking", "warning", "compatible", "never"]);

    public static Option<string> Level { get; } = Choice("--level", "source: is the consumers' next compile safe too; wire: do running peers understand each other.", "source", ["source", "wire"]);

    public static Option<bool> All { get; } = new("--all") { Description = "Show compatible changes too." };

    /// <summary>The level that was asked for.</summary>
    public static ComparisonLevel LevelOf(ParseResult parsed) => Enum.Parse<ComparisonLevel>(parsed.GetRequiredValue(Level), ignoreCase: true);

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Format);
        command.Options.Add(FailOn);
        command.Options.Add(Level);
        command.Options.Add(All);
        command.Validators.Add(static result =>
        {
            if (result.GetResult(Format) is { Implicit: false } format && result.GetResult(CommonOptions.Json) is not null
                && format.GetValueOrDefault<string>() != JsonReport.FormatName)
            {
                result.AddError("--json and --format name two formats.");
            }
        });
    }

    /// <summary>Whether stdout is to carry one JSON document, errors included.</summary>
    public static bool IsJson(ParseResult parsed)
        => parsed.GetValue(CommonOptions.Json)
            || (parsed.GetResult(Format) is { Errors: var errors } && !errors.Any() && parsed.GetValue(Format) == JsonReport.FormatName);

    /// <summary>Prints a report in the format that was asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sections">What was found.</param>
    /// <param name="output">Where to.</param>
    /// <returns>The exit code.</returns>
    public static int Write(ParseResult parsed, IReadOnlyList<ReportSection> sections, ToolOutput output)
    {
        SchemaReport report = new()
        {
            Sections = sections,
            Level = LevelOf(parsed),
            FailOn = Enum.Parse<FailOn>(parsed.GetRequiredValue(FailOn), ignoreCase: true),
            ShowsCompatible = parsed.GetValue(All),
        };
        string format = output.IsJson ? JsonReport.FormatName : parsed.GetRequiredValue(Format);
        ReportFormats.Create(format).Write(report, output);
        return report.ExitCode;
    }

    private static Option<string> Choice(string name, string description, string fallback, IReadOnlyList<string> words)
    {
        Option<string> option = new(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => fallback,
        };
        option.AcceptOnlyFromAmong([.. words]);
        return option;
    }
}
