using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.Building;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Cli.Units;

namespace Cells.Cli.Commands;

/// <summary><c>cells unit</c>: units with which systemd keeps a cell.</summary>
internal sealed class UnitCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Write the units into this directory, such as /etc/systemd/system, instead of to stdout.", HelpName = "dir" };
    private readonly Option<bool> _user = new("--user") { Description = "For your own systemd (systemctl --user), under which the cell runs as you." };
    private readonly Option<string?> _configuration = CommonOptions.Configuration();

    public UnitCommand(ToolTerminal terminal)
        : base(
            terminal,
            "unit",
            "Writes systemd units that keep a cell: a socket that starts it for its first caller, and a service.",
            "cells unit samples/storefront/catalog -c Release",
            "cells unit ./catalog --output /etc/systemd/system && systemctl daemon-reload && systemctl enable --now cell-catalog.socket",
            "cells unit ./catalog --user --output ~/.config/systemd/user")
    {
        Arguments.Add(_directory);
        Options.Add(_output);
        Options.Add(_user);
        Options.Add(_configuration);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/unit.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        using CellBuilder builder = new(parsed.GetValue(_configuration), takesLastBuild: true);
        BuiltCell program = await builder.BuildAsync(cell, output.WriteWarning, cancellationToken);
        SystemdUnits units = new(cell, program, parsed.GetValue(_user) ? null : DirectoryOwner.Of(cell.Directory.Path));
        units.Check();
        if (cell.Manifest.Replicas > 1)
        {
            output.WriteWarning(string.Create(
                CultureInfo.InvariantCulture, $"{cell.Name}: [cell] replicas = {cell.Manifest.Replicas}, and systemd starts one process: keep it with 'cells start' to have all of them."));
        }

        UnitFile[] files = [new($"{units.Name}.socket", units.Socket()), new($"{units.Name}.service", units.Service())];
        if (parsed.GetValue(_output) is { } folder)
        {
            files = [.. files.Select(file => file.WriteTo(folder))];
        }

        Print(output, files, isWritten: parsed.GetValue(_output) is not null);
        return ExitCode.Ok;
    }

    private static void Print(ToolOutput output, UnitFile[] files, bool isWritten)
    {
        if (output.IsJson)
        {
            output.WriteJson(new JsonArray([.. files.Select(file => new JsonObject { ["unit"] = file.Name, ["path"] = file.Path, ["text"] = file.Text })]));
        }
        else if (isWritten)
        {
            foreach (UnitFile file in files)
            {
                output.WriteProse($"wrote {file.Path}");
            }
        }
        else
        {
            // As `systemctl cat` prints several.
            output.Out.Write(string.Join('\n', files.Select(static file => $"# {file.Name}\n{file.Text}")));
        }
    }
}
