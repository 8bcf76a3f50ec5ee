using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Completion;
using Cells.Cli.Output;

namespace Cells.Cli.Commands;

/// <summary><c>cells complete</c>: what the scripts of <c>cells completion</c> ask. Each line is a word, a tab and what it means.</summary>
internal sealed class CompleteCommand : ToolCommand
{
    private readonly Argument<string[]> _words = new("words") { Description = "The words after the tool's name, up to the cursor, after --.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _next = new("--next") { Description = "Complete a word that follows, of which nothing is typed." };

    public CompleteCommand(ToolTerminal terminal)
        : base(terminal, "complete", "Lists what the last word of a command line may become.", "cells complete -- start sam")
    {
        Hidden = true;
        Arguments.Add(_words);
        Options.Add(_next);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("tool/complete.json");

    protected override Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        string[] words = [.. parsed.GetValue(_words) ?? [], .. parsed.GetValue(_next) ? [""] : Array.Empty<string>()];
        CompletionItem[] items = [.. new WordCompleter(CellsTool.CreateRoot(ToolTerminal.Plain(TextWriter.Null, TextWriter.Null))).Complete(words)];
        if (output.IsJson)
        {
            output.WriteJson(new JsonArray([.. items.Select(static item => new JsonObject { ["word"] = item.Label, ["description"] = item.Documentation })]));
            return Task.FromResult(ExitCode.Ok);
        }

        foreach (CompletionItem item in items)
        {
            output.WriteData(string.IsNullOrEmpty(item.Documentation) ? item.Label : $"{item.Label}\t{PrintableText.Of(item.Documentation)}");
        }

        return Task.FromResult(ExitCode.Ok);
    }
}
