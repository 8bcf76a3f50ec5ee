using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Cells.Directories;

namespace Cells.Benchmarks.Calls;

/// <summary>A server and its client in processes of their own, at one placement. Both stay up between runs, so that runs of different pairs can take turns.</summary>
internal abstract class Pair : IDisposable
{
    /// <summary>This program, as <see cref="Start"/> takes it.</summary>
    protected static string[] Self { get; } =
        [Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")), Environment.GetCommandLineArgs()[0]];

    /// <summary>Works for a while.</summary>
    public abstract CallSample Measure(Work work, TimeSpan time);

    public abstract void Dispose();

    /// <summary>Starts a program, bound to <paramref name="cpu"/> unless that is null.</summary>
    protected static Process Start(int? cpu, string? directory, params string[] words)
    {
        string[] command = cpu is int number ? ["taskset", "-c", number.ToString(CultureInfo.InvariantCulture), .. words] : words;
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment[CellDirectory.Variable] = directory;
        return Process.Start(start)!;
    }

    /// <summary>The next line that <paramref name="process"/> prints.</summary>
    protected static CallSample Read(Process process)
        => CallSample.Parse(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} ended"));

    protected static void Stop(Process process)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The processors of the two sides.</summary>
    protected static (int? Server, int? Client) Cpus(Placement placement) => placement switch
    {
        Placement.OneCpu => (0, 0),
        Placement.TwoCpus => (0, 1),
        _ => (null, null),
    };

    /// <summary>Waits for what a process that has just started makes.</summary>
    protected static void Await(Process process, Func<bool> isThere)
    {
        while (!isThere())
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"{string.Join(' ', process.StartInfo.ArgumentList)} ended");
            }

            Thread.Sleep(10);
        }
    }
}
