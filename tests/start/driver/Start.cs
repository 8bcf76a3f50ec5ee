using System.Diagnostics;
using System.Globalization;

namespace Cells.Start.Driver;

/// <summary>A program, and what its starts cost.</summary>
internal sealed class Start(string name, string program, Scratch scratch, Func<Process, Scratch, Task> waitForReply, params string[] arguments)
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _mebibytes = [];

    public string Name => name;

    /// <summary>The times to the first reply in milliseconds, round by round.</summary>
    public IReadOnlyList<double> Milliseconds => _milliseconds;

    /// <summary>The resident memory after it in MiB, round by round.</summary>
    public IReadOnlyList<double> Mebibytes => _mebibytes;

    public async Task MeasureAsync(bool isKept)
    {
        scratch.Clean();
        ProcessStartInfo start = new("dotnet", [program, .. arguments.Length == 0 ? [scratch.Socket] : arguments]) { RedirectStandardOutput = true };
        start.Environment["CELLS_DIRECTORY"] = scratch.Path;
        long startedAt = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        try
        {
            await waitForReply(process, scratch);
            double elapsed = Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;
            if (isKept)
            {
                _milliseconds.Add(elapsed);
                _mebibytes.Add(ResidentMemory(process.Id));
            }
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    // Process.WorkingSet64 is what the process had when it was first asked.
    private static double ResidentMemory(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.AsSpan("VmRSS:".Length).Trim(" \tkB"), CultureInfo.InvariantCulture) / 1024;
    }
}
