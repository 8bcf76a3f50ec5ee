using System.CommandLine;
using System.Text.Json.Nodes;
using Cells.Cli.Checks;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema accept</c>: accepts a break, for a reason, until some time, against the consumers that there are.</summary>
internal sealed class SchemaAcceptCommand : ToolCommand
{
    private readonly Argument<string?> _fingerprint = new("fingerprint")
    {
        Description = "The finding, as `cells schema check` names it. With --prune: the directory.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string?> _root = new("dir")
    {
        Description = "The cell's directory, or a tree of cells; the current directory where absent.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _reason = new("--reason") { Description = "Why the break is accepted.", HelpName = "text" };
    private readonly Option<string?> _until = new("--until") { Description = "The version of the cell, as 2.0.0, from which on it is not accepted any more, or the last day, as 2026-03-31.", HelpName = "version|date" };
    private readonly Option<string[]> _consumers = new("--consumer") { Description = "A consumer to accept it against, repeatable; all that the finding concerns now where absent.", HelpName = "name" };
    private readonly Option<bool> _prune = new("--prune") { Description = "Remove the entries that have expired or match nothing (CELL2003) instead." };
    private readonly Option<string> _against = AgainstOption.Create();
    private readonly TimeoutOption _timeout = new("How long a running cell may take to answer.", TimeSpan.FromSeconds(5));

    public SchemaAcceptCommand(ToolTerminal terminal)
        : base(
            terminal,
            "accept",
            "Writes a finding of `cells schema check` to cells.breaks.json: it then fails no check until it expires, or until a consumer appears that it was not accepted against.",
            "cells schema accept 7f3a91c2e004 orders --reason \"checkout moves first\" --until 3.0.0",
            "cells schema accept 7f3a91c2e004 --reason \"agreed with its team\" --until 2026-03-31 --consumer checkout",
            "cells schema accept --prune orders")
    {
        Arguments.Add(_fingerprint);
        Arguments.Add(_root.CompletesCells());
        Options.Add(_reason);
        Options.Add(_until);
        Options.Add(_consumers);
        Options.Add(_prune);
        Options.Add(_against);
        Options.Add(_timeout);
        Validators.Add(result =>
        {
            bool isPrune = result.GetValue(_prune);
            bool isAcceptance = result.GetResult(_reason) is not null || result.GetResult(_until) is not null || result.GetResult(_consumers) is { Implicit: false };
            if (isPrune ? isAcceptance || result.GetValue(_root) is not null : result.GetValue(_fingerprint) is null || result.GetResult(_reason) is null || result.GetResult(_until) is null)
            {
                result.AddError(isPrune
                    ? "--prune takes a directory and nothing else."
                    : "Name the finding's fingerprint, --reason and --until: why it is accepted, and for how long.");
            }
        });
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/schema-accept.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        bool isPrune = parsed.GetValue(_prune);
        CellTree tree = CellTree.Load((isPrune ? parsed.GetValue(_fingerprint) : parsed.GetValue(_root)) ?? ".");
        BaselineFinder finder = new(tree, parsed.GetRequiredValue(_against), _timeout.Of(parsed));
        List<CellCheck> checks = [];
        foreach (CellNode cell in tree.Cells)
        {
            checks.Add(await CellCheck.RunAsync(cell, finder, tree, ComparisonLevel.Source, cancellationToken));
        }

        return isPrune ? Prune(checks, output) : await AcceptAsync(checks, parsed, output, cancellationToken);
    }

    private async Task<int> AcceptAsync(List<CellCheck> checks, ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        string fingerprint = parsed.GetRequiredValue(_fingerprint)!;
        AcceptableFinding found = Find(checks, fingerprint) ?? await FindRefusedAsync(checks, fingerprint, parsed, cancellationToken) ?? throw NotFound(checks, fingerprint);
        CellCheck check = checks.First(check => check.Cell == found.Cell);
        IReadOnlyList<string> concerned = found.Concerned;
        AcceptedBreak entry = new()
        {
            Fingerprint = found.Fingerprint,
            Rule = found.Rule,
            Path = found.Path,
            Reason = Reason(parsed),
            Expires = Expiry(check, parsed),
            Consumers = Consumers(concerned, parsed).ToEquatableArray(),
        };
        AcceptedBreaks breaks = check.Breaks.Require().With(entry);
        check.Breaks.Write(breaks);
        AcceptedBreak written = breaks.Entries[^1];
        string[] open = [.. concerned.Except(written.Consumers, StringComparer.Ordinal)];
        if (output.IsJson)
        {
            output.WriteJson(new JsonObject
            {
                ["file"] = check.Breaks.Path,
                ["fingerprint"] = written.Fingerprint,
                ["rule"] = written.Rule,
                ["path"] = written.Path,
                ["reason"] = written.Reason,
                ["expires"] = written.Expires,
                ["consumers"] = new JsonArray([.. written.Consumers.Select(static consumer => (JsonNode)consumer)]),
                ["openFor"] = new JsonArray([.. open.Select(static consumer => (JsonNode)consumer)]),
            });
            return ExitCode.Ok;
        }

        output.WriteData($"accepted {written.Rule} {PrintableText.Of(written.Path)} until {written.Expires} against {string.Join(", ", written.Consumers)}, in {DisplayPath.Of(check.Breaks.Path)}: commit it");
        if (open.Length > 0)
        {
            output.WriteData($"still open for {string.Join(", ", open)}");
        }

        return ExitCode.Ok;
    }

    private static AcceptableFinding? Find(List<CellCheck> checks, string fingerprint)
    {
        (CellCheck Check, ConsumerFinding Found)[] matches =
        [
            .. checks.SelectMany(static check => check.Result.Findings.Select(found => (check, found))).Where(match => match.found.Finding.Fingerprint == fingerprint),
        ];
        return matches switch
        {
            [var match] when match.Found.Finding.UnfilteredVerdict == Verdict.Compatible
                => throw new ToolFailure(ExitCode.No, $"{match.Found.Finding.Rule.Id} {match.Found.Finding.Path} is compatible: there is nothing to accept."),
            [var (check, found)] => new AcceptableFinding(
                check.Cell, fingerprint, found.Finding.Rule.Id, found.Finding.Path, [.. found.Consumers.Concat(found.AcceptedFor).Order(StringComparer.Ordinal)]),
            [] => null,
            _ => throw Ambiguous(matches.Select(static match => DisplayPath.Of(match.Check.Cell.Directory.Path))),
        };
    }

    /// <summary>The finding in a cell whose build failed, perhaps for it: what it last exported says nothing of its sources.</summary>
    private async Task<AcceptableFinding?> FindRefusedAsync(List<CellCheck> checks, string fingerprint, ParseResult parsed, CancellationToken cancellationToken)
    {
        List<AcceptableFinding> found = [];
        foreach (CellCheck check in checks.Where(static check => check.Export.Problem is not null && Directory.EnumerateFiles(check.Cell.Directory.Path, "*.csproj").Any()))
        {
            if (await RefusedBuild.FindAsync(check.Cell, fingerprint, _timeout.Of(parsed), cancellationToken) is { } finding)
            {
                found.Add(finding);
            }
        }

        return found.Count <= 1 ? found.FirstOrDefault() : throw Ambiguous(found.Select(static finding => finding.Place));
    }

    private static ToolFailure Ambiguous(IEnumerable<string> places) => new(ExitCode.Usage, $"{string.Join(" and ", places)} have this finding: name the directory of one.");

    private static ToolFailure NotFound(List<CellCheck> checks, string fingerprint) => new(
        checks.Exists(static check => check.IsUndecided) ? ExitCode.Undecided : ExitCode.No,
        $"There is no finding {fingerprint} now. `cells schema check` lists what there is; CELL20xx cannot be accepted.")
    {
        Details = [.. checks.Where(static check => check.IsUndecided).Select(static check => $"{check.Name} could not be compared with everything: see `cells schema check {DisplayPath.Of(check.Cell.Directory.Path)}`.")],
    };

    private string Reason(ParseResult parsed) => parsed.GetRequiredValue(_reason) is { } reason && !string.IsNullOrWhiteSpace(reason)
        ? reason.Trim()
        : throw new ToolFailure(ExitCode.Usage, "--reason is empty: whoever reads cells.breaks.json later asks why.");

    private string Expiry(CellCheck check, ParseResult parsed)
    {
        string text = parsed.GetRequiredValue(_until)!;
        if (!BreakExpiry.TryParse(text, out BreakExpiry? expiry))
        {
            throw new ToolFailure(ExitCode.Usage, $"--until '{text}' is neither a version, as 2.0.0, nor a day, as 2026-03-31.");
        }

        return expiry!.HasPassed(check.Cell.Manifest.Version, TimeProvider.System.GetUtcNow().UtcDateTime)
            ? throw new ToolFailure(ExitCode.Usage, $"--until {text} has passed already{(expiry.Version is null ? "" : $": {check.Name} is {check.Cell.Manifest.Version}")}.")
            : text;
    }

    private IEnumerable<string> Consumers(IReadOnlyList<string> concerned, ParseResult parsed)
    {
        string[] named = parsed.GetValue(_consumers) ?? [];
        return Array.Find(named, name => !concerned.Contains(name, StringComparer.Ordinal)) is { } stranger
            ? throw new ToolFailure(ExitCode.Usage, $"The finding does not concern '{stranger}'. It concerns {string.Join(", ", concerned)}.")
            : named.Length > 0 ? named : concerned;
    }

    private static int Prune(List<CellCheck> checks, ToolOutput output)
    {
        // What could not be compared has no findings, so that every entry would match nothing.
        if (checks.Find(static check => check.IsUndecided && !check.Breaks.Breaks.Entries.IsEmpty) is { } undecided)
        {
            throw new ToolFailure(
                ExitCode.Undecided, $"{undecided.Name} could not be compared with everything, so nothing was removed: see `cells schema check {DisplayPath.Of(undecided.Cell.Directory.Path)}`.");
        }

        JsonArray removed = [];
        foreach (CellCheck check in checks)
        {
            AcceptedBreak[] stale =
            [
                .. check.Result.Entries.Where(static entry => entry.Finding.Rule == CompatibilityRules.StaleSuppression).Select(static entry => entry.Entry),
            ];
            AcceptedBreaks breaks = check.Breaks.Require();
            if (stale.Length > 0)
            {
                check.Breaks.Write(breaks.Without(stale));
            }

            foreach (SuppressionFinding entry in check.Result.Entries.Where(entry => stale.Contains(entry.Entry)))
            {
                removed.Add(new JsonObject { ["file"] = check.Breaks.Path, ["fingerprint"] = entry.Entry.Fingerprint, ["path"] = entry.Entry.Path, ["message"] = entry.Finding.Why });
                if (!output.IsJson)
                {
                    output.WriteData($"removed from {DisplayPath.Of(check.Breaks.Path)}: {entry.Finding.Why}");
                }
            }
        }

        if (output.IsJson)
        {
            output.WriteJson(new JsonObject { ["removed"] = removed });
        }
        else if (removed.Count == 0)
        {
            output.WriteProse("Nothing to remove.");
        }

        return ExitCode.Ok;
    }
}
