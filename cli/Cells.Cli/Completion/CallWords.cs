using System.CommandLine.Completions;
using Cells.Cli.CommandLine;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Completion;

/// <summary>The calls of a cell, and their parameters, that a word may become: of the running cell, else of what its last build exported.</summary>
internal static class CallWords
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    /// <summary>The names of the calls of the cell in <paramref name="directory"/>.</summary>
    public static IEnumerable<CompletionItem> Calls(string? directory)
        => SchemaOf(directory)?.Calls.Select(static call => new CompletionItem(call.Name, documentation: SchemaText.Describe(call))) ?? [];

    /// <summary>The parameters of a call that are not given yet, as <c>name=</c>.</summary>
    public static IEnumerable<CompletionItem> Parameters(string? directory, string? call, IEnumerable<string> given)
    {
        if (call is null || SchemaOf(directory)?.FindCall(call) is not { } known)
        {
            return [];
        }

        string[] names = [.. given.Select(static argument => argument.Split('=')[0])];
        return known.Parameters.Where(parameter => !parameter.IsStream && !names.Contains(parameter.Name, StringComparer.Ordinal))
            .Select(static parameter => new CompletionItem($"{parameter.Name}=", documentation: parameter.Callback ?? TypeExpression.Format(parameter.Type)));
    }

    // Who completes a word waits, and the library asks for words only.
    private static CellSchema? SchemaOf(string? directory)
    {
        if (string.IsNullOrEmpty(directory))
        {
            return null;
        }

        try
        {
            return Task.Run(() => SchemaSource.FindAsync(directory, Timeout, CancellationToken.None)).GetAwaiter().GetResult().Schema;
        }
        catch (ToolFailure)
        {
            return null;
        }
    }
}
