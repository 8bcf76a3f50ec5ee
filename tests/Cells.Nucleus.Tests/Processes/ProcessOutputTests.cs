using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Cells.Nucleus.Logging;
using Cells.Nucleus.Processes;
using Cells.Nucleus.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace Cells.Nucleus.Tests.Processes;

public class ProcessOutputTests
{
    [Theory]
    [InlineData("one\ntwo\n", new[] { "one", "two" })]
    [InlineData("one\r\n\r\ntwo", new[] { "one", "", "two" })]
    [InlineData("\n", new[] { "" })]
    [InlineData("", new string[0])]
    [InlineData("a\rb\n", new[] { "a\rb" })]
    public async Task Text_is_cut_into_lines_wherever_it_is_written(string text, string[] expected)
    {
        foreach (int size in (int[])[1, 2, 3, 1000])
        {
            Assert.Equal(expected, await ReadAsync(Encoding.UTF8.GetBytes(text), size));
        }
    }

    [Fact]
    public async Task Line_without_an_end_is_cut_in_pieces()
    {
        byte[] text = new byte[300_000];
        text.AsSpan().Fill((byte)'x');

        string[] lines = await ReadAsync([.. text, (byte)'\n', (byte)'y'], 5_000);

        Assert.Equal("y", lines[^1]);
        Assert.Equal(300_000, lines[..^1].Sum(static line => line.Length));
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 64 << 10));
    }

    [Fact]
    public async Task Process_is_drained_to_its_end_although_the_disk_takes_nothing()
    {
        using TemporaryCell cell = new();
        string folder = LogFolder.PathOf(cell.Directory);
        Directory.CreateDirectory(folder);
        string path = LogFolder.FileOf(folder, LogFolder.CellLog, 0);
        Assert.Equal(0, (await Programs.RunAsync(new ProcessStartInfo("mkfifo", [path]))).ExitCode);
        LogWriter log = new(new RotatingFile(folder, LogFolder.CellLog, 1 << 30), TimeProvider.System);
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // Far more than a pipe and the log's memory hold together.
        ChildProcess process = ChildProcess.Run(Programs.Shell("yes 'a line of text' | head -c 20000000; echo failed >&2", "/"), listener.SafeHandle);
        using ProcessOutput output = new(process.Output, line => log.Write(0, LogStream.Out, line));
        using ProcessOutput error = new(process.Error, line => log.Write(0, LogStream.Error, line));

        Assert.Equal(0, (await process.Exited.WaitAsync(TimeSpan.FromMinutes(1))).Code);
        await Task.WhenAll(output.Ended, error.Ended);

        using StreamReader reader = new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0));
        Task<string> reading = reader.ReadToEndAsync();
        await log.DisposeAsync();
        Assert.Matches(@" \[cells\] dropped \d+ lines: they came faster than they could be written\n", await reading);
    }

    private static async Task<string[]> ReadAsync(byte[] text, int size)
    {
        (SafeFileHandle read, SafeFileHandle write) = Native.CreatePipe();
        List<string> lines = [];
        using ProcessOutput output = new(read, line => lines.Add(Encoding.UTF8.GetString(line)));
        await using (FileStream stream = new(write, FileAccess.Write, bufferSize: 0))
        {
            for (int start = 0; start < text.Length; start += size)
            {
                stream.Write(text.AsSpan(start, Math.Min(size, text.Length - start)));
            }
        }

        await output.Ended.WaitAsync(TimeSpan.FromMinutes(1));
        return [.. lines];
    }
}
