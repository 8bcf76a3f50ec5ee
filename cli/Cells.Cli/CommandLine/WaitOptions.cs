using System.CommandLine;

namespace Cells.Cli.CommandLine;

/// <summary>The options <c>--wait</c> and <c>--no-wait</c> of commands that tell a cell what to do.</summary>
internal sealed class WaitOptions
{
    private readonly Option<bool> _wait;
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return as soon as the cell has been told; `cells ps` shows what becomes of it." };

    /// <summary>Adds the options to <paramref name="command"/>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="description">Until when <c>--wait</c> waits.</param>
    public WaitOptions(Command command, string description)
    {
        _wait = new Option<bool>("--wait") { Description = description };
        command.Options.Add(_wait);
        command.Options.Add(_noWait);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_wait) && result.GetValue(_noWait))
            {
                result.AddError("--wait and --no-wait exclude each other.");
            }
        });
    }

    /// <summary>Whether the end of everything that the command causes is waited for.</summary>
    public bool WaitsForAll(ParseResult parsed) => parsed.GetValue(_wait);

    /// <summary>Whether nothing is waited for.</summary>
    public bool WaitsForNothing(ParseResult parsed) => parsed.GetValue(_noWait);
}
