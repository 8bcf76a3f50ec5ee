using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Processes;

namespace Cells.Cli.Commands;

/// <summary><c>cells new</c>: makes a cell, a consumer or a mesh from the templates.</summary>
internal sealed class NewCommand : ToolCommand
{
    private const string Package = "Cells.Templates";

    /// <summary>What <c>dotnet new</c> ends with when it does not know the template.</summary>
    private const int TemplateNotFound = 103;

    private static readonly string[] Templates = ["cell", "cell-consumer", "cells-mesh"];

    private readonly Argument<string> _template = new("template") { Description = "cell: a cell that serves calls; cell-consumer: a program that calls one; cells-mesh: one of each." };
    private readonly Argument<string> _directory = new("dir") { Description = "The directory to make; its name is the cell's." };
    private readonly Argument<string[]> _arguments = new("args") { Description = "Options of the template, after --.", Arity = ArgumentArity.ZeroOrMore };

    public NewCommand(ToolTerminal terminal)
        : base(
            terminal,
            "new",
            $"Makes a cell, a program that calls one, or both, from the package {Package}, as `dotnet new` does.",
            "cells new cells-mesh shop",
            "cells new cell shop/catalog",
            "cells new cell-consumer shop/desk -- --cell ../catalog")
    {
        _template.AcceptOnlyFromAmong(Templates);
        Arguments.Add(_template);
        Arguments.Add(_directory);
        Arguments.Add(_arguments);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/new.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        string template = parsed.GetRequiredValue(_template);
        string directory = Path.GetFullPath(parsed.GetRequiredValue(_directory));
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new ToolFailure(ExitCode.No, $"{directory} is not empty: a template is made into a directory of its own.");
        }

        await CreateAsync(template, directory, parsed.GetValue(_arguments) ?? [], cancellationToken);
        string[] files = [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(directory, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject { ["template"] = template, ["directory"] = directory, ["files"] = new JsonArray([.. files.Select(static file => (JsonNode)file)]) });
            return ExitCode.Ok;
        }

        output.WriteProse($"made {DisplayPath.Of(directory)} from {template}:");
        foreach (string file in files)
        {
            output.WriteData(DisplayPath.Of(Path.Combine(directory, file)));
        }

        return ExitCode.Ok;
    }

    private static async Task CreateAsync(string template, string directory, string[] arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(ChildEnvironment.DotnetPath, ["new", template, "--output", directory, .. arguments]);
        ChildEnvironment.RemoveBuildVariables(start);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        CapturedResult result = await CapturedProcess.RunAsync(start, cancellationToken);
        if (result.ExitCode == TemplateNotFound)
        {
            throw new ToolFailure(ExitCode.NotFound, $"The template '{template}' is not installed.") { Hint = $"Install the templates with `dotnet new install {Package}`." };
        }

        if (result.ExitCode != 0)
        {
            throw new ToolFailure(ExitCode.No, $"`dotnet new {template}` failed with exit code {result.ExitCode}:") { Details = [.. result.All.Where(static line => line.Trim().Length > 0)] };
        }
    }
}
