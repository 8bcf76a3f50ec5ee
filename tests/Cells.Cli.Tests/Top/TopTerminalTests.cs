using Cells.Cli.CommandLine;
using Cells.Cli.Tests.Terminals;
using Cells.Cli.Tests.TestCells;

namespace Cells.Cli.Tests.Top;

/// <summary><c>cells top</c> on a terminal.</summary>
public sealed class TopTerminalTests : IDisposable
{
    private static readonly Dictionary<string, string?> Colors = [];

    private readonly CellFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Table_is_redrawn_in_place_fits_the_terminal_and_leaves_it_as_it_was()
    {
        _folder.AddCell("catalog");
        _folder.AddCell("pricing");
        await using PseudoTerminal terminal = PseudoTerminal.Start(110, 12, Colors, "top", _folder.Root, "--interval", "100ms");

        // Drawn several times in the same place, on a screen of its own.
        await terminal.WaitAsync(static screen => screen is { IsSecond: true, HasCursor: false } && IsTable(screen.Lines));
        int length = terminal.Printed.Length;
        await terminal.WaitAsync(_ => terminal.Printed.Length > length + 500);
        Assert.True(terminal.Look(static screen => IsTable(screen.Lines) && screen.Scrolled == 0));
        Assert.Equal("CELL     REPLICA      PID  CALLS/S  P50  P99  ERRORS/S  IN FLIGHT  CONNECTIONS  MEMORY  CPU", terminal.Look(static screen => screen.Lines[0]));

        // Narrower, it does without some columns; lower, without some lines; in either case without waiting for the next look.
        await terminal.ResizeAsync(40, 12);
        await terminal.WaitAsync(static screen => screen.Lines is ["CELL         PID  CALLS/S  P50  P99", "catalog  stopped", "pricing  stopped"]);
        await terminal.ResizeAsync(12, 2);
        await terminal.WaitAsync(static screen => screen.Lines is ["CELL", "catalog  st"]);
        Assert.Equal(0, terminal.Look(static screen => screen.Scrolled));
        await terminal.ResizeAsync(110, 12);
        await terminal.WaitAsync(static screen => IsTable(screen.Lines));

        // What was last seen stays, on the screen that the shell had.
        await terminal.TypeAsync(PseudoTerminal.CtrlC);
        await terminal.WaitForEndAsync();
        Assert.Equal(ExitCode.Interrupted, terminal.ExitCode);
        Assert.True(terminal.Look(static screen => screen is { IsSecond: false, HasCursor: true } && IsTable(screen.Lines)), string.Join('\n', terminal.Look(static screen => screen.Lines)));
    }

    [Fact]
    public async Task Suspended_tool_gives_the_terminal_back_and_draws_again_when_it_goes_on()
    {
        _folder.AddCell("catalog");
        await using PseudoTerminal terminal = PseudoTerminal.Start(110, 12, Colors, "top", _folder.Root, "--interval", "100ms");
        await terminal.WaitAsync(static screen => screen is { IsSecond: true, Lines.Length: 2 });

        await terminal.TypeAsync(PseudoTerminal.CtrlZ);
        await Poll.UntilAsync(() => terminal.IsSuspended);
        await terminal.WaitAsync(static screen => screen is { IsSecond: false, HasCursor: true });
        await terminal.TypeAsync("\n");
        await terminal.WaitAsync(static screen => screen is { IsSecond: true, HasCursor: false, Lines.Length: 2 });

        await terminal.TypeAsync(PseudoTerminal.CtrlC);
        await terminal.WaitForEndAsync();
        Assert.Equal(ExitCode.Interrupted, terminal.ExitCode);
    }

    [Fact]
    public async Task Terminal_without_colors_gets_the_table_again_and_again_and_no_escapes()
    {
        _folder.AddCell("catalog");
        await using PseudoTerminal terminal = PseudoTerminal.Start(110, 40, new Dictionary<string, string?> { ["NO_COLOR"] = "1" }, "top", _folder.Root, "--interval", "100ms");

        await terminal.WaitAsync(static screen => screen.Lines.Count(static line => line.StartsWith("CELL ", StringComparison.Ordinal)) > 1);

        // .NET itself sets up the keys of a terminal.
        Assert.DoesNotMatch("\u001B\\[[0-9;]*[A-Za-ln-z]|\u001B\\[[0-9;]*m", terminal.Printed);
    }

    private static bool IsTable(string[] lines)
        => lines.Length == 3 && lines[0].StartsWith("CELL     REPLICA ", StringComparison.Ordinal) && lines[1].StartsWith("catalog ", StringComparison.Ordinal) && lines[2].StartsWith("pricing ", StringComparison.Ordinal);
}
