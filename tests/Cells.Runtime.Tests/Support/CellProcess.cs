using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cells.Directories;

namespace Cells.Runtime.Tests.Support;

/// <summary>A cell in a process of its own: an <see cref="EchoCell"/>, unless another is named.</summary>
internal sealed class CellProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private CellProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>The program that runs this test, and others.</summary>
    public static string DotNet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public int Id => _process.Id;

    /// <summary>The most resident memory that it has had, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{Id}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts the process; it may end at once.</summary>
    public static CellProcess Start(string directory, string? environment = null, params string[] arguments)
    {
        ProcessStartInfo start = new(DotNet, [Path.Combine(AppContext.BaseDirectory, "Cells.Runtime.Tests.dll"), .. arguments]) { RedirectStandardError = true };
        start.Environment[CellDirectory.Variable] = directory;
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        return new CellProcess(Process.Start(start)!);
    }

    /// <summary>Starts the process and waits until it serves.</summary>
    public static async Task<CellProcess> StartServingAsync(string directory, string? environment = null, params string[] arguments)
    {
        CellProcess process = Start(directory, environment, arguments);
        using CancellationTokenSource overdue = new(StartTimeout);
        while (CellState.Read(CellDirectory.At(directory))?.ProcessId != process.Id)
        {
            if (process._process.HasExited)
            {
                throw new InvalidOperationException($"the cell ended: {process.Errors}");
            }

            await Task.Delay(20, overdue.Token);
        }

        return process;
    }

    /// <summary>Ends it as a crash does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> WaitForExitAsync()
    {
        using CancellationTokenSource overdue = new(StartTimeout);
        await _process.WaitForExitAsync(overdue.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
