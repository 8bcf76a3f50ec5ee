using System.Globalization;
using System.Text.RegularExpressions;
using Cells.Nucleus.Logging;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Logging;

public sealed class LogWriterTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cells-").FullName;

    private string Folder => Path.Combine(_root, "log");

    private string CellLog => LogFolder.FileOf(Folder, LogFolder.CellLog, 0);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Line_has_its_time_its_replica_and_its_stream()
    {
        await using (LogWriter log = Create(new FixedClock(new DateTimeOffset(2026, 1, 31, 10, 0, 2, 71, TimeSpan.Zero))))
        {
            log.Write(0, LogStream.Out, "first"u8);
            log.Write(11, LogStream.Error, "zweite Zeile: ü"u8);
            log.Write(3, LogStream.Out, ""u8);
            log.Write("the nucleus' own\nin one line");
        }

        Assert.Equal(
            "2026-01-31T10:00:02.071Z 0 out first\n2026-01-31T10:00:02.071Z 11 err zweite Zeile: ü\n2026-01-31T10:00:02.071Z 3 out \n2026-01-31T10:00:02.071Z the nucleus' own in one line\n",
            await File.ReadAllTextAsync(CellLog));
    }

    [Fact]
    public async Task Log_is_for_its_owner_only()
    {
        await using (LogWriter log = Create())
        {
            log.Write(0, LogStream.Out, "secret"u8);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CellLog));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public void Files_are_moved_on_at_their_size_and_the_oldest_goes()
    {
        using (RotatingFile file = new(Folder, LogFolder.CellLog, maxSize: 100))
        {
            foreach (int number in Enumerable.Range(0, 30))
            {
                // Three of them are 90 bytes: a fourth would not fit.
                file.Append(System.Text.Encoding.ASCII.GetBytes($"{number,29}\n"));
            }
        }

        string[] files = [.. Enumerable.Range(0, LogFolder.FileCount).Select(age => LogFolder.FileOf(Folder, LogFolder.CellLog, age))];
        Assert.Equal(files.Order(), Directory.GetFiles(Folder).Order());
        int[] kept = [.. files.Reverse().SelectMany(File.ReadAllLines).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(15, 15), kept);
    }

    [Fact]
    public void Line_that_was_cut_off_is_ended_before_the_next()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(CellLog, "whole\ncut o");
        using (RotatingFile file = new(Folder, LogFolder.CellLog, maxSize: 100))
        {
            file.Append("next\n"u8);
        }

        Assert.Equal("whole\ncut o\nnext\n", File.ReadAllText(CellLog));
    }

    [Fact]
    public void File_that_was_removed_is_made_anew()
    {
        using RotatingFile file = new(Folder, LogFolder.CellLog, maxSize: 100);
        file.Append("first\n"u8);
        Directory.Delete(Folder, recursive: true);

        file.Append("second\n"u8);

        Assert.Equal("second\n", File.ReadAllText(CellLog));
    }

    [Fact]
    public async Task Lines_beyond_the_disks_speed_are_dropped_and_counted()
    {
        Directory.CreateDirectory(Folder);
        Assert.Equal(0, (await Programs.RunAsync(new System.Diagnostics.ProcessStartInfo("mkfifo", [CellLog]))).ExitCode);
        byte[] line = new byte[1000];
        line.AsSpan().Fill((byte)'x');
        const int Lines = 5_000;
        LogWriter log = Create();
        // Nobody reads: the disk takes nothing, and whoever writes does not wait for it.
        for (int i = 0; i < Lines; i++)
        {
            log.Write(0, LogStream.Out, line);
        }

        using StreamReader reader = new(new FileStream(CellLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
        Task<string> reading = reader.ReadToEndAsync();
        await log.DisposeAsync();
        string text = await reading;

        int written = text.Split('\n').Count(static line => line.EndsWith('x'));
        // Told once or twice: also of those before the writer first came to the disk.
        int[] dropped = [.. Regex.Matches(text, @"^\S+ 0 err \[cells\] dropped (\d+) lines: they came faster than they could be written$", RegexOptions.Multiline)
            .Select(static match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        Assert.NotEmpty(dropped);
        Assert.Equal(Lines, written + dropped.Sum());
        Assert.InRange(written, 1, 2 * LogWriter.MaxWaiting / 1000);
    }

    [Fact]
    public async Task Full_disk_drops_lines_and_counts_them_when_there_is_room_again()
    {
        Directory.CreateDirectory(Folder);
        File.CreateSymbolicLink(CellLog, "/dev/full");
        PauseClock clock = new();
        await using LogWriter log = Create(clock);
        log.Write(2, LogStream.Out, "lost"u8);
        await clock.Paused;

        File.Delete(CellLog);
        log.Write(2, LogStream.Out, "kept"u8);

        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        string text;
        while (!(text = File.Exists(CellLog) ? await File.ReadAllTextAsync(CellLog) : "").Contains("dropped", StringComparison.Ordinal))
        {
            await Task.Delay(10, limit.Token);
        }

        Assert.Matches(@"^\S+ 2 out kept\n\S+ 0 err \[cells\] dropped 1 line: No space left on device : '.*cell\.log'\n$", text);
    }

    [Theory]
    [InlineData("/dev/full", "No space left on device")]
    [InlineData("/proc/no-such-file", "")]
    public async Task Disk_that_takes_nothing_fails_nobody(string target, string reason)
    {
        Directory.CreateDirectory(Folder);
        File.CreateSymbolicLink(CellLog, target);

        using RotatingFile file = new(Folder, LogFolder.CellLog, maxSize: 100);
        Exception error = Assert.ThrowsAny<Exception>(() => file.Append("line\n"u8));
        Assert.True(error is IOException or UnauthorizedAccessException, error.ToString());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        LogWriter log = Create();
        log.Write(0, LogStream.Out, "lost"u8);
        await log.DisposeAsync();
        log.Write(0, LogStream.Out, "after its end"u8);
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_fails_nobody()
    {
        await File.WriteAllTextAsync(Folder, "a file");
        LogWriter log = Create();
        log.Write(0, LogStream.Out, "lost"u8);
        await log.DisposeAsync();

        Assert.Equal("a file", await File.ReadAllTextAsync(Folder));
    }

    [Fact]
    public async Task Clean_up_removes_the_logs_and_nothing_else()
    {
        using TemporaryCell cell = new();
        string folder = LogFolder.PathOf(cell.Directory);
        using (RotatingFile file = new(folder, LogFolder.CellLog, maxSize: 10))
        {
            file.Append("0123456789\n"u8);
            file.Append("0123456789\n"u8);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "audit.txt"), "the cell's own");
        LogFolder.Remove(cell.Directory);
        Assert.Equal(["audit.txt"], Directory.GetFiles(folder).Select(Path.GetFileName));

        File.Delete(Path.Combine(folder, "audit.txt"));
        LogFolder.Remove(cell.Directory);
        Assert.False(Directory.Exists(folder));
        LogFolder.Remove(cell.Directory);
    }

    private LogWriter Create(TimeProvider? clock = null) => new(new RotatingFile(Folder, LogFolder.CellLog, maxSize: 1 << 30), clock ?? TimeProvider.System);

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>Tells when somebody pauses.</summary>
    private sealed class PauseClock : TimeProvider
    {
        private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Paused => _paused.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _paused.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
