using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.History;
using Cells.Cli.Output;
using Cells.Cli.Schemas;
using Cells.Schema;
using ManifestFile = Cells.Cli.Graph.ManifestFile;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema freeze</c>: keeps the schema of a released version.</summary>
internal sealed class SchemaFreezeCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");

    public SchemaFreezeCommand(ToolTerminal terminal)
        : base(
            terminal,
            "freeze",
            "Keeps the schema that the last build exported as that of its version, in schemas/<version>.json. A frozen version never changes.",
            "cells schema freeze orders")
        => Arguments.Add(_directory);

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/schema-freeze.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellNode cell = ManifestFile.Read(parsed.GetRequiredValue(_directory));
        SemanticVersion version = cell.Manifest.Version;
        if (version.CompareTo(SemanticVersion.Zero) == 0)
        {
            throw new ToolFailure(ExitCode.No, $"{DisplayPath.Of(cell.Directory.ManifestPath)} states no version to freeze: write version = \"1.0.0\" in [cell], and build.");
        }

        SchemaFile export = CellExport.Read(cell).Require();
        RetainedSchemas retained = RetainedSchemas.In(cell.Directory.Path);
        string path = retained.FileOf(version);
        bool isWritten = !retained.Versions.Any(kept => kept.CompareTo(version) == 0);
        if (isWritten)
        {
            await RequireStepAsync(retained, version, export, cancellationToken);
            Write(path, export.Text);
        }
        else
        {
            await RequireSameAsync(retained, version, export, cancellationToken);
        }

        if (output.IsJson)
        {
            output.WriteJson(new JsonObject
            {
                ["cell"] = cell.Name,
                ["version"] = version.ToString(),
                ["fingerprint"] = export.Fingerprint,
                ["file"] = path,
                ["isWritten"] = isWritten,
            });
            return ExitCode.Ok;
        }

        string described = $"{cell.Name} {version} {SchemaFile.Short(export.Fingerprint)}";
        output.WriteData(isWritten ? $"froze {described} in {DisplayPath.Of(path)}: commit it" : $"{described} is frozen already, in {DisplayPath.Of(path)}");
        return ExitCode.Ok;
    }

    /// <summary>A version that was frozen stays what it was: someone may hold a client of it.</summary>
    private static async Task RequireSameAsync(RetainedSchemas retained, SemanticVersion version, SchemaFile export, CancellationToken cancellationToken)
    {
        CellSchema frozen = await RequireAsync(retained, version, cancellationToken);
        if (SchemaDocument.Write(frozen) == SchemaDocument.Write(export.Schema))
        {
            return;
        }

        SchemaComparison comparison = SchemaComparer.Compare(frozen, export.Schema);
        string needed = comparison.Bump == VersionBump.None ? "" : $" to {VersionDemand.Next(version, comparison.Bump)}";
        throw new ToolFailure(
            ExitCode.No,
            $"{DisplayPath.Of(retained.FileOf(version))} holds another schema of {version}, and a frozen version never changes. "
            + $"Raise the version in cell.toml{needed}, build, and freeze that.")
        {
            Details = [.. comparison.Findings.Where(static finding => !finding.Rule.IsPolicy).Select(static finding => $"{finding.Rule.Id}: {finding.Why}")],
        };
    }

    /// <summary>Held to the release before it here, since a version that is frozen is what the next one is held to.</summary>
    private static async Task RequireStepAsync(RetainedSchemas retained, SemanticVersion version, SchemaFile export, CancellationToken cancellationToken)
    {
        if (retained.Versions.LastOrDefault(kept => kept < version && !kept.IsPreRelease) is not { } last)
        {
            return;
        }

        SchemaComparison comparison = SchemaComparer.Compare(await RequireAsync(retained, last, cancellationToken), export.Schema);
        if (comparison.Findings.FirstOrDefault(static finding => finding.Rule == CompatibilityRules.VersionTooLow) is { } tooLow)
        {
            throw new ToolFailure(ExitCode.No, $"{tooLow.Rule.Id}: {tooLow.Message}")
            {
                Details = [.. comparison.Findings.Where(finding => finding.Bump == comparison.Bump).Select(static finding => $"{finding.Rule.Id}: {finding.Why}")],
            };
        }
    }

    private static async Task<CellSchema> RequireAsync(RetainedSchemas retained, SemanticVersion version, CancellationToken cancellationToken)
    {
        SideSchema side = await retained.ReadAsync(version, cancellationToken);
        return side.Schema ?? throw new ToolFailure(ExitCode.Undecided, side.Problem!.Message);
    }

    private static void Write(string path, string text)
    {
        try
        {
            AtomicFile.Write(path, text);
        }
        catch (BuildProblemException exception)
        {
            throw exception.Problem.ToFailure(ExitCode.No);
        }
    }
}
