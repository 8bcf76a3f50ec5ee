using System.Diagnostics;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>A run of load that somebody ends before it is over.</summary>
public sealed class LoadSignalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_that_is_ended_early_leaves_no_file_and_no_process()
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("cells-");
        try
        {
            using Process run = Start(temporary.FullName);
            Task<string> output = run.StandardOutput.ReadToEndAsync();
            using CancellationTokenSource overdue = new(Limit);
            while (!temporary.EnumerateFiles("client-*", SearchOption.AllDirectories).Any(static journal => journal.Length > 0))
            {
                Assert.False(run.HasExited, "the run ended by itself");
                await Task.Delay(20, overdue.Token);
            }

            using (Process kill = Process.Start("kill", ["-TERM", $"{run.Id}"]))
            {
                await kill.WaitForExitAsync(overdue.Token);
            }

            await run.WaitForExitAsync(overdue.Token);
            // Nobody is left who has the other end of it.
            await output.WaitAsync(overdue.Token);
            Assert.Equal(143, run.ExitCode);
            Assert.Empty(temporary.GetFileSystemInfos());
            Assert.Empty(ProcessesWith(temporary.FullName));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static Process Start(string temporary)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Repository.Load, "chaos", "--kills", "100000"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["TMPDIR"] = temporary;
        return Process.Start(start)!;
    }

    private static IEnumerable<string> ProcessesWith(string text)
        => Directory.GetDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out int id) && id != Environment.ProcessId && Has(process, text));

    private static bool Has(string process, string text)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "environ")).Contains(text, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
