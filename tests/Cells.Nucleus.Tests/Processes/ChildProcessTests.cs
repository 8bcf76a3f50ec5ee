using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Cells.Nucleus.Launching;
using Cells.Nucleus.Processes;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    /// <summary>SIGPIPE in a set of signals.</summary>
    private const ulong BrokenPipe = 1 << 12;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Process_gets_its_streams_and_the_listener_and_no_other_descriptor()
    {
        // One that is open here and could be inherited by mistake.
        using FileStream other = File.OpenRead("/proc/self/status");

        Run run = await RunAsync("exec ls -l /proc/self/fd");

        // Without its total, and the descriptor by which it reads the directory.
        string[] lines = [.. Lines(run.Output).Where(static line => line.Contains(" -> ", StringComparison.Ordinal) && !line.EndsWith("/fd", StringComparison.Ordinal)).Select(static line => line[(line.IndexOf(" -> ", StringComparison.Ordinal) - 1)..])];
        Assert.Equal(["0", "1", "2", "3"], lines.Select(static line => line.Split(' ')[0]));
        Assert.EndsWith(" /dev/null", lines[0], StringComparison.Ordinal);
        Assert.Contains("pipe:", lines[1], StringComparison.Ordinal);
        Assert.Contains("pipe:", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(new FileInfo($"/proc/self/fd/{_listener.Handle}").LinkTarget!, lines[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 0", "ended with exit code 0", 0)]
    [InlineData("exit 7", "ended with exit code 7", 7)]
    [InlineData("kill -KILL $$", "was ended by signal 9", 137)]
    [InlineData("kill -TERM $$", "was ended by signal 15", 143)]
    public async Task End_says_how_it_came(string script, string expected, int shellCode)
    {
        Run run = await RunAsync(script);

        Assert.Equal((expected, shellCode), (run.Status.ToString(), run.Status.ShellCode));
        Assert.Equal(shellCode == 0, run.Status.IsSuccess);
    }

    [Fact]
    public async Task Process_has_its_own_environment_group_and_signals()
    {
        Run run = await RunAsync("env | grep -v '^PWD='; cut -d' ' -f5 /proc/self/stat; echo $$; grep -E 'Sig(Blk|Ign)' /proc/self/status; pwd");

        string[] lines = Lines(run.Output);
        Assert.Equal(["PATH=/usr/bin:/bin"], lines.Where(static line => line.Contains('=')).Where(static line => !line.StartsWith('_') && !line.StartsWith("OLDPWD", StringComparison.Ordinal) && !line.StartsWith("SHLVL", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Count(line => line == run.Id.ToString(CultureInfo.InvariantCulture)));
        // A .NET process ignores SIGPIPE; what it starts must not inherit that.
        Assert.Contains("SigBlk:\t0000000000000000", lines);
        string ignored = Array.Find(lines, static line => line.StartsWith("SigIgn:\t", StringComparison.Ordinal))!;
        Assert.Equal(0ul, ulong.Parse(ignored.AsSpan("SigIgn:\t".Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & BrokenPipe);
        Assert.Equal("/", lines[^1]);
    }

    [Fact]
    public async Task What_a_process_leaves_in_its_group_ends_with_it()
    {
        Run run = await RunAsync("sleep 1000 >/dev/null 2>&1 & echo $!");

        await WaitForEndAsync(int.Parse(Lines(run.Output)[0], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Kill_ends_the_whole_group()
    {
        ChildProcess process = ChildProcess.Run(Programs.Shell("sleep 1000 & echo $!; wait", "/"), _listener.SafeHandle);
        using StreamReader reader = new(new FileStream(process.Output, FileAccess.Read, bufferSize: 0));
        int child = int.Parse((await reader.ReadLineAsync())!, CultureInfo.InvariantCulture);

        process.Kill();

        Assert.Equal(9, (await process.Exited).Signal);
        await WaitForEndAsync(child);
        // The number may be another's from now on.
        process.Kill();
        process.RequestEnd();
        process.Error.Dispose();
    }

    [Fact]
    public async Task Many_processes_that_end_at_once_are_all_seen_to_end()
    {
        Run[] runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => RunAsync($"exit {number}")));

        Assert.Equal(Enumerable.Range(0, 40).Select(static number => (int?)number), runs.Select(static run => run.Status.Code));
    }

    [Fact]
    public void Program_that_is_not_there_cannot_be_started()
    {
        ProcessLaunch launch = Programs.Shell("", "/") with { FileName = "/no/such/program" };

        Win32Exception error = Assert.Throws<Win32Exception>(() => ChildProcess.Run(launch, _listener.SafeHandle));

        Assert.Equal(2, error.NativeErrorCode);
    }

    [Fact]
    public async Task Start_of_a_process_tells_it_from_others()
    {
        ChildProcess process = ChildProcess.Run(Programs.Shell("read line </dev/full; sleep 1000", "/"), _listener.SafeHandle);

        Assert.NotNull(process.Start);
        Assert.Equal(process.Start, ProcessStart.Of(process.Id));
        Assert.NotEqual(process.Start, ProcessStart.Of(Environment.ProcessId));

        process.Kill();
        await process.Exited;
        Assert.Null(ProcessStart.Of(process.Id));
        process.Output.Dispose();
        process.Error.Dispose();
    }

    private async Task<Run> RunAsync(string script)
    {
        ChildProcess process = ChildProcess.Run(Programs.Shell(script, "/"), _listener.SafeHandle);
        StringBuilder text = new();
        using ProcessOutput output = new(process.Output, line => text.Append(Encoding.UTF8.GetString(line)).Append('\n'));
        using ProcessOutput error = new(process.Error, static _ => { });
        ExitStatus status = await process.Exited.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.WhenAll(output.Ended, error.Ended).WaitAsync(TimeSpan.FromMinutes(1));
        return new Run(process.Id, status, text.ToString());
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task WaitForEndAsync(int processId)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (IsAlive(processId))
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>A process that has ended and that nobody has waited for yet is a zombie.</summary>
    private static bool IsAlive(int processId)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed record Run(int Id, ExitStatus Status, string Output);
}
