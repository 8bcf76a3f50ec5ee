using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Cli.Processes;

namespace Cells.Cli.Output;

/// <summary>
/// A picture that is drawn again and again in the place of the one before, on the terminal's second screen: the first one, with all that the user did before, comes back at the end.
/// What is drawn is cut to the terminal as it is then, and drawn again when that gets another size.
/// </summary>
internal sealed class LiveScreen : IDisposable
{
    private const string Enter = "\u001B[?1049h\u001B[?25l\u001B[H\u001B[J";
    private const string Leave = "\u001B[?25h\u001B[?1049l";
    private const string Home = "\u001B[H";
    private const string ClearLine = "\u001B[K";
    private const string ClearRest = "\u001B[J";

    private readonly ToolOutput _output;
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration[] _signals = [];
    private Func<int, IReadOnlyList<StyledLine>> _draw = static _ => [];
    private bool _isShown = true;

    /// <summary>Takes the terminal that <paramref name="output"/>'s data go to.</summary>
    public LiveScreen(ToolOutput output)
    {
        _output = output;
        _output.Out.Write(Enter);
        if (!OperatingSystem.IsWindows())
        {
            _signals =
            [
                PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Redraw()),
                PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend),
                PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Show()),
            ];
        }
    }

    /// <summary>Draws in the place of what was drawn before.</summary>
    /// <param name="draw">Gives the lines for so many columns, from the top of the screen.</param>
    public void Draw(Func<int, IReadOnlyList<StyledLine>> draw)
    {
        lock (_gate)
        {
            _draw = draw;
            Redraw();
        }
    }

    /// <summary>Gives the terminal back as it was, and leaves on it what was drawn last.</summary>
    public void Dispose()
    {
        Array.ForEach(_signals, static signal => signal.Dispose());
        lock (_gate)
        {
            Hide();
            foreach (StyledLine line in _draw(_output.Width))
            {
                _output.WriteStyled([.. line.Cut(_output.Width).Parts]);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private void Suspend(PosixSignalContext signal)
    {
        // Whoever handles the signal has to do what it is for: .NET does not.
        signal.Cancel = true;
        Hide();
        Signals.Suspend();
    }

    /// <summary>The first screen, for the shell that goes on while the program is suspended, and after it.</summary>
    private void Hide()
    {
        lock (_gate)
        {
            if (_isShown)
            {
                _isShown = false;
                _output.Out.Write(Leave);
            }
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (!_isShown)
            {
                _isShown = true;
                _output.Out.Write(Enter);
                Redraw();
            }
        }
    }

    private void Redraw()
    {
        lock (_gate)
        {
            if (!_isShown)
            {
                return;
            }

            // A character in the last column would make some terminals scroll.
            int width = _output.Width - 1;
            StyledLine[] lines = [.. _draw(width).Take(_output.Height)];
            _output.Out.Write(Home);
            for (int row = 0; row < lines.Length; row++)
            {
                if (row > 0)
                {
                    _output.Out.Write("\r\n");
                }

                _output.WriteParts([.. lines[row].Cut(width).Parts]);
                _output.Out.Write(ClearLine);
            }

            _output.Out.Write(ClearRest);
        }
    }
}
