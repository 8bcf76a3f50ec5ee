using System.CommandLine;
using System.CommandLine.Parsing;
using Cells.Cli.Commands;
using Cells.Cli.Commands.Schema;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.CommandLine;

/// <summary>The tool: parses a command line, runs its command, and turns every end into an exit code.</summary>
internal static class CellsTool
{
    /// <summary>The tool's name on the command line.</summary>
    public const string Name = "cells";

    /// <summary>The tool's version.</summary>
    public static string Version { get; } = typeof(CellsTool).Assembly.GetName().Version!.ToString(3);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, ToolTerminal terminal, CancellationToken cancellationToken)
    {
        Command root = CreateRoot(terminal);

        // An argument such as `@home` is a name here, never a file of further arguments.
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        ToolOutput output = ToolOutput.Of(terminal, parsed);
        try
        {
            if (parsed.Action is not ExampleHelp)
            {
                Check(parsed);
            }

            InvocationConfiguration invocation = new()
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,

                // The program handles signals itself: stopping cells takes longer than the default allows.
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (ToolFailure failure)
        {
            output.WriteFailure(failure);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            output.WriteFailure(new ToolFailure(ExitCode.Interrupted, "Interrupted."));
            return ExitCode.Interrupted;
        }
        catch (Exception bug)
        {
            output.WriteFailure(new ToolFailure(
                ExitCode.Bug, $"{bug.GetType().Name}: {bug.Message}", bug)
            {
                Hint = "This is a bug in cells. Please report it with these lines: https://github.com/cells-mesh/cells/issues.",
                Details = bug.ToString().Split('\n'),
            });
            return ExitCode.Bug;
        }
    }

    /// <summary>The tool's command line: its commands, with their options and arguments.</summary>
    public static Command CreateRoot(ToolTerminal terminal) =>

        // No RootCommand, which takes its name from the assembly's file.
        new Command(Name, "Builds, starts and calls cells.")
        {
            CommonOptions.Json,
            ExampleHelp.CreateOption(),
            new VersionOption(),
            new RunCommand(terminal),
            new UpCommand(terminal),
            new DownCommand(terminal),
            new StartCommand(terminal),
            new StopCommand(terminal),
            new RestartCommand(terminal),
            new RollbackCommand(terminal),
            new PsCommand(terminal),
            new LogsCommand(terminal),
            new TopCommand(terminal),
            new CallCommand(terminal),
            new ConsumersCommand(terminal),
            new WatchCommand(terminal),
            new UnitCommand(terminal),
            new DoctorCommand(terminal),
            new Command("schema", "Shows, compares and keeps the schemas of cells.")
            {
                new SchemaShowCommand(terminal),
                new SchemaDiffCommand(terminal),
                new SchemaCheckCommand(terminal),
                new SchemaHistoryCommand(terminal),
                new SchemaFreezeCommand(terminal),
                new SchemaPullCommand(terminal),
                new SchemaAcceptCommand(terminal),
            },
            new NewCommand(terminal),
            new CompletionCommand(terminal),
            new CompleteCommand(terminal),
        };

    /// <summary>Refuses a command line that is wrong.</summary>
    /// <exception cref="ToolFailure">It is.</exception>
    private static void Check(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is { Subcommands.Count: > 0 } group && parsed.UnmatchedTokens is [not ['-', ..] and var word, ..])
        {
            throw UsageFailure(parsed, Unknown("command", word, group.Subcommands.Where(static command => !command.Hidden).SelectMany(static command => command.Aliases.Append(command.Name))));
        }

        if (parsed.UnmatchedTokens.FirstOrDefault(static token => token is ['-', _, ..]) is { } unmatched)
        {
            throw UnknownOption(parsed, unmatched);
        }

        string[] missing = [.. parsed.CommandResult.Command.Arguments
            .Where(argument => argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is null or { Tokens.Count: 0 })
            .Select(static argument => $"<{argument.Name}>")];
        if (missing.Length > 0)
        {
            throw UsageFailure(parsed, $"{parsed.CommandResult.Command.Name} needs {string.Join(" and ", missing)}.");
        }

        if (parsed.Errors.Count > 0)
        {
            throw UsageFailure(parsed, string.Join(" ", parsed.Errors.Select(static error => error.Message).Distinct()));
        }

        // The parser takes an option that it does not know for an argument. What follows `--` is one.
        HashSet<Token> free = [.. parsed.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash)];
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(static argument => argument.Tokens)
            .FirstOrDefault(token => token.Value is ['-', _, ..] && !free.Contains(token)) is { } unknown)
        {
            throw UnknownOption(parsed, unknown.Value);
        }
    }

    private static ToolFailure UnknownOption(ParseResult parsed, string option)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<Option> known = command.Options.Concat(parsed.RootCommandResult.Command.Options.Where(static option => option.Recursive));
        string message = Unknown("option", option.Split('=')[0], known.Select(static option => option.Name));
        // Commands that start another program hand on what they are given for it.
        return UsageFailure(parsed, command.Arguments.Any(static argument => argument.Name == "args") ? $"{message} Options that are not the tool's own come after `--`." : message);
    }

    private static string Unknown(string kind, string word, IEnumerable<string> known)
    {
        // Names are compared without what all options begin with.
        string? meant = NearestName.Find(word.TrimStart('-'), known.Select(static name => name.TrimStart('-').Replace('-', '_')));
        return $"There is no {kind} '{word}'{(meant is null ? "." : $"; did you mean '{(kind == "option" ? "--" : "")}{meant.Replace('_', '-')}'?")}";
    }

    private static ToolFailure UsageFailure(ParseResult parsed, string message)
    {
        List<string> path = [];
        for (SymbolResult? result = parsed.CommandResult; result is not null; result = result.Parent)
        {
            if (result is CommandResult command)
            {
                path.Insert(0, command.Command.Name);
            }
        }

        return new ToolFailure(ExitCode.Usage, message) { Hint = $"See: {string.Join(' ', path)} --help" };
    }
}
