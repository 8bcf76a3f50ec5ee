using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Cells.Cli.Commands;

namespace Cells.Cli.CommandLine;

/// <summary>Adds a command's examples, and for the tool itself the exit codes, to its help.</summary>
internal sealed class ExampleHelp(HelpAction standard) : SynchronousCommandLineAction
{
    /// <summary>Without this, a missing argument would hide the help that was asked for.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>The option <c>--help</c>, for the tool and all its commands.</summary>
    public static HelpOption CreateOption()
    {
        HelpOption option = new();
        option.Action = new ExampleHelp((HelpAction)option.Action!);
        return option;
    }

    public override int Invoke(ParseResult parseResult)
    {
        standard.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        if (command is ToolCommand { Examples: var examples, ExitCodes: var codes, Json: var json })
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  {example}");
            }

            if (json.Link is { } link)
            {
                output.WriteLine();
                output.WriteLine("JSON:");
                output.WriteLine($"  {link}");
            }

            if (codes is not null)
            {
                output.WriteLine();
                WriteExitCodes(codes.Select(static code => (code.Key, code.Value)), output);
            }
        }
        else if (command.Name == CellsTool.Name)
        {
            WriteExitCodes(ExitCode.All.Select(static code => (code.Code, $"{code.Name,-12} {code.Meaning}")), output);
        }

        return ExitCode.Ok;
    }

    private static void WriteExitCodes(IEnumerable<(int Code, string Meaning)> codes, TextWriter output)
    {
        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in codes)
        {
            output.WriteLine($"  {code,-4} {meaning}");
        }
    }
}
