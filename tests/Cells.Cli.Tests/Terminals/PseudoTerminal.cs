using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cells.Cli.Tests.Terminals;

/// <summary>The tool on a terminal of its own, which util-linux's <c>script</c> gives it.</summary>
internal sealed class PseudoTerminal : IAsyncDisposable
{
    public const string CtrlC = "\u0003";
    public const string CtrlZ = "\u001A";

    /// <summary>SIGSTOP.</summary>
    private const int Stopped = 19;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly TerminalScreen _screen;
    private readonly StringBuilder _printed = new();
    private readonly Lock _gate = new();
    private readonly Task _reading;
    private string _device = "";
    private int _tool;

    private PseudoTerminal(Process process, TerminalScreen screen)
    {
        _process = process;
        _screen = screen;
        _reading = ReadAsync();
    }

    /// <summary>The exit code of the tool, which has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Everything that came so far.</summary>
    public string Printed
    {
        get
        {
            lock (_gate)
            {
                return _printed.ToString();
            }
        }
    }

    /// <summary>Starts the tool on a terminal of a size.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The lines.</param>
    /// <param name="environment">Variables.</param>
    /// <param name="args">The tool's arguments.</param>
    public static PseudoTerminal Start(int columns, int rows, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        string tool = string.Join(' ', new[] { "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Cells.Cli.dll") }.Concat(args).Select(static word => $"'{word}'"));
        // As in a shell with job control: the tool can be suspended, and goes on, in the foreground, at the next line that is typed.
        string shell = string.Create(
            CultureInfo.InvariantCulture,
            $"stty cols {columns} rows {rows}; tty; set -m; sh -c 'echo $$; exec \"$0\" \"$@\"' {tool}; code=$?; while [ $code = {128 + Stopped} ]; do read line; fg >/dev/null; code=$?; done; exit $code");
        ProcessStartInfo start = new("script", ["-qefc", shell, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        return new PseudoTerminal(Process.Start(start)!, new TerminalScreen(columns, rows));
    }

    /// <summary>Waits until the screen shows something.</summary>
    public async Task WaitAsync(Func<TerminalScreen, bool> isMet)
    {
        using CancellationTokenSource overdue = new(Limit);
        try
        {
            while (!Look(isMet))
            {
                await Task.Delay(10, overdue.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"it never came; the screen:\n{string.Join('\n', Look(static screen => screen.Lines))}\nthe end of what was printed:\n{Printed[Math.Max(0, Printed.Length - 1_000)..].Replace("\u001B", "\\e", StringComparison.Ordinal)}");
        }
    }

    /// <summary>Looks at the screen.</summary>
    public T Look<T>(Func<TerminalScreen, T> look)
    {
        lock (_gate)
        {
            return look(_screen);
        }
    }

    /// <summary>Types.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Gives the terminal another size, as when its window does.</summary>
    public async Task ResizeAsync(int columns, int rows)
    {
        lock (_gate)
        {
            _screen.Resize(columns, rows);
        }

        await RunAsync("stty", "-F", _device, "cols", $"{columns}", "rows", $"{rows}");
    }

    /// <summary>Whether the tool is suspended.</summary>
    public bool IsSuspended => File.ReadLines($"/proc/{_tool}/status").Any(static line => line.StartsWith("State:\tT", StringComparison.Ordinal));

    /// <summary>Waits for the end of the tool, and of what it printed.</summary>
    public async Task WaitForEndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        await _reading.WaitAsync(Limit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await WaitForEndAsync();
        _process.Dispose();
    }

    private static async Task RunAsync(string program, params string[] args)
    {
        using Process process = Process.Start(program, args);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private async Task ReadAsync()
    {
        // The first lines name the terminal and the tool's process.
        _device = (await _process.StandardOutput.ReadLineAsync())!.Trim();
        _tool = int.Parse((await _process.StandardOutput.ReadLineAsync())!, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        char[] buffer = new char[4096];
        int read;
        while ((read = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (_gate)
            {
                _printed.Append(buffer, 0, read);
                _screen.Write(new string(buffer, 0, read));
            }
        }
    }
}
