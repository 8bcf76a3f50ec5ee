using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Build;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Cli.Snapshots;
using Cells.Schema;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema pull</c>: makes the committed snapshots of dependencies say what the producers offer now.</summary>
internal sealed class SchemaPullCommand : ToolCommand
{
    private readonly Argument<string> _root = CommonOptions.Directory("A cell's directory, or a tree of cells.");
    private readonly Option<bool> _check = new("--check") { Description = "Write nothing; exit code 1 when a snapshot would be written." };
    private readonly TimeoutOption _timeout = new("How long the running cells that one cell depends on may take to answer, all together.", TimeSpan.FromSeconds(5));

    public SchemaPullCommand(ToolTerminal terminal)
        : base(
            terminal,
            "pull",
            "Refreshes the snapshots of dependencies, .cells/<alias>.schema.json, from the running producers, else from what they last exported. Builds nothing.",
            "cells schema pull storefront",
            "cells schema pull . --check")
    {
        Arguments.Add(_root);
        Options.Add(_check);
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/schema-pull.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        bool isCheck = parsed.GetValue(_check);
        SnapshotFinder finder = new(_timeout.Of(parsed));
        List<DependencySnapshot> snapshots = [];
        foreach (CellNode cell in CellTree.Load(parsed.GetRequiredValue(_root)).Cells)
        {
            snapshots.AddRange(await finder.FindAsync(cell, cancellationToken));
        }

        foreach (DependencySnapshot snapshot in isCheck ? [] : snapshots.Where(IsStale))
        {
            Write(snapshot);
        }

        if (output.IsJson)
        {
            output.WriteJson(new JsonObject { ["isWritten"] = !isCheck, ["snapshots"] = new JsonArray([.. snapshots.Select(ToJson)]) });
        }
        else
        {
            WriteText(snapshots, output);
        }

        return snapshots.Exists(static snapshot => snapshot.State == SnapshotState.Unknown) ? ExitCode.Undecided
            : isCheck && snapshots.Exists(IsStale) ? ExitCode.No
            : ExitCode.Ok;
    }

    private static bool IsStale(DependencySnapshot snapshot) => snapshot.State is SnapshotState.Different or SnapshotState.Missing;

    private static void Write(DependencySnapshot snapshot)
    {
        try
        {
            AtomicFile.Write(snapshot.Path, snapshot.Found!.Text);
        }
        catch (BuildProblemException exception)
        {
            throw exception.Problem.ToFailure(ExitCode.No);
        }
    }

    private static void WriteText(List<DependencySnapshot> snapshots, ToolOutput output)
    {
        if (snapshots.Count == 0)
        {
            output.WriteProse("No cell here has a dependency.");
        }

        foreach (DependencySnapshot snapshot in snapshots)
        {
            output.WriteData($"{snapshot.Consumer.Name}: {Describe(snapshot)}");
            SchemaComparison? changes = snapshot.Changes();
            foreach (CompatibilityFinding finding in changes?.Findings ?? [])
            {
                output.WriteData($"  {finding.Verdict.ToString().ToLowerInvariant()} {finding.Rule.Id}: {PrintableText.Of(finding.Why)}");
            }

            if (changes is { Findings.Count: 0 })
            {
                output.WriteData("  only the version changed");
            }
        }
    }

    private static string Describe(DependencySnapshot snapshot)
    {
        if (snapshot.State == SnapshotState.Unknown)
        {
            return $"{snapshot.Alias}: {snapshot.Problem!.Id}: {snapshot.Problem.ToText()}";
        }

        if (snapshot.Found is not { } found)
        {
            return $"{snapshot.Alias}: kept {DisplayPath.Of(snapshot.Path)}, since nothing else was found: {snapshot.Reason}";
        }

        string from = $"{snapshot.Source.Name()}{(snapshot.Reason.Length == 0 ? "" : $"; {snapshot.Reason}")}";
        string now = $"{found.Schema.Version} {SchemaFile.Short(found.Fingerprint)} ({from})";
        return snapshot.State switch
        {
            SnapshotState.Fresh => $"{snapshot.Alias}: unchanged, {now}",
            SnapshotState.Missing => $"{snapshot.Alias}: new, {now}",
            _ => $"{snapshot.Alias}: {CommittedVersion(snapshot) ?? "unreadable"} → {now}",
        };
    }

    private static string? CommittedVersion(DependencySnapshot snapshot)
        => snapshot.Committed is { } text && SchemaDocument.Read(text).Schema is { } schema ? schema.Version : null;

    private static JsonObject ToJson(DependencySnapshot snapshot) => new()
    {
        ["cell"] = snapshot.Consumer.Name,
        ["alias"] = snapshot.Alias,
        ["file"] = snapshot.Path,
        ["state"] = snapshot.State.ToString().ToLowerInvariant(),
        ["source"] = snapshot.Found is null ? null : snapshot.Source.Name(),
        ["reason"] = snapshot.Reason.Length == 0 ? null : snapshot.Reason,
        ["committedVersion"] = CommittedVersion(snapshot),
        ["version"] = snapshot.Found?.Schema.Version,
        ["fingerprint"] = snapshot.Found?.Fingerprint,
        ["changes"] = new JsonArray([.. (snapshot.Changes()?.Findings ?? []).Select(static finding => new JsonObject
        {
            ["rule"] = finding.Rule.Id,
            ["path"] = finding.Path,
            ["verdict"] = finding.Verdict.ToString().ToLowerInvariant(),
            ["message"] = finding.Why,
        })]),
        ["problem"] = snapshot.Problem is { } problem ? $"{problem.Id}: {problem.ToText()}" : null,
    };
}
