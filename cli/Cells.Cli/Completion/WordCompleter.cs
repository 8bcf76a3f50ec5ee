using System.CommandLine;
using System.CommandLine.Completions;

namespace Cells.Cli.Completion;

/// <summary>Finds what a word of a command line may become, from the commands themselves.</summary>
/// <param name="root">The tool's command line.</param>
internal sealed class WordCompleter(Command root)
{
    private readonly List<Command> _path = [root];
    private readonly HashSet<Option> _given = [];
    private Option? _open;
    private int _arguments;
    private bool _takesOptions = true;

    private Command Command => _path[^1];

    // Those of the commands above count where they are recursive.
    private IEnumerable<Option> Options => _path.SelectMany(command => command.Options.Where(option => command == Command || option.Recursive)).Where(static option => !option.Hidden);

    /// <summary>The words that the last of <paramref name="words"/> may become.</summary>
    /// <param name="words">The words of the command line after the tool's name, up to the cursor.</param>
    public IEnumerable<CompletionItem> Complete(IReadOnlyList<string> words)
    {
        foreach (string word in words.SkipLast(1))
        {
            Take(word);
        }

        string last = words.Count > 0 ? words[^1] : "";
        return Candidates(last, root.Parse(words).GetCompletionContext()).Where(item => item.Label.StartsWith(last, StringComparison.Ordinal)).DistinctBy(static item => item.Label);
    }

    private void Take(string word)
    {
        if (_open is not null)
        {
            _open = null;
        }
        else if (_takesOptions && word == "--")
        {
            _takesOptions = false;
        }
        else if (_takesOptions && word.StartsWith('-'))
        {
            Option? option = Options.FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));
            _open = option is { Arity.MinimumNumberOfValues: > 0 } ? option : null;
            if (option is { Arity.MaximumNumberOfValues: <= 1 })
            {
                _given.Add(option);
            }
        }
        else if (_arguments == 0 && Command.Subcommands.FirstOrDefault(command => command.Name == word || command.Aliases.Contains(word)) is { } next)
        {
            _path.Add(next);
        }
        else
        {
            _arguments++;
        }
    }

    private IEnumerable<CompletionItem> Candidates(string last, CompletionContext context)
    {
        if (_open is not null)
        {
            return _open.GetCompletions(context);
        }

        if (_takesOptions && last.StartsWith('-'))
        {
            return Options.Except(_given).Select(static option => new CompletionItem(option.Name, documentation: option.Description));
        }

        return Command.Subcommands.Count > 0
            ? Command.Subcommands.Where(command => !command.Hidden && _arguments == 0).Select(static command => new CompletionItem(command.Name, documentation: command.Description))
            : ArgumentHere()?.GetCompletions(context) ?? [];
    }

    private Argument? ArgumentHere() => _arguments < Command.Arguments.Count
        ? Command.Arguments[_arguments]
        : Command.Arguments.LastOrDefault(static argument => argument.Arity.MaximumNumberOfValues > 1);
}
