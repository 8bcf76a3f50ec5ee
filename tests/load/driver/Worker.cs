using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Cells.Directories;

namespace Cells.Load;

/// <summary>A process of this program. What it complains of goes where this one's complaints go.</summary>
internal sealed class Worker : IDisposable
{
    /// <summary>Begins each line that is a word to the process that started this one.</summary>
    private const string Mark = "> ";

    private static readonly Lock Starting = new();
    private static readonly List<Process> Started = [];

    private readonly Process _process;

    private Worker(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The open sockets.</summary>
    public int Sockets => SocketsOf($"/proc/{Id}/fd");

    /// <summary>The resident memory, in bytes.</summary>
    public long Memory => ResidentMemory(Id);

    /// <summary>The processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The sockets among the descriptors in a directory of <c>/proc</c>. The rest are the assemblies that the runtime has open, more the longer it runs.</summary>
    public static int SocketsOf(string descriptors)
        => Directory.GetFiles(descriptors).Count(static path => new FileInfo(path).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>Starts this program with <paramref name="words"/>.</summary>
    public static Worker Start(IEnumerable<string> words, string directory, string journals)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        ProcessStartInfo start = new(dotnet, [Environment.GetCommandLineArgs()[0], .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[CellDirectory.Variable] = directory;
        start.Environment[LedgerProcess.JournalsVariable] = journals;
        // Its sockets would stay in the directory for temporary files when the process is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        lock (Starting)
        {
            Process process = Process.Start(start)!;
            Started.Add(process);
            return new Worker(process);
        }
    }

    /// <summary>Kills those that run, and calls <paramref name="then"/> before another can be started.</summary>
    public static void KillAll(Action then)
    {
        lock (Starting)
        {
            foreach (Process process in Started)
            {
                process.Kill();
                process.WaitForExit();
            }

            then();
        }
    }

    /// <summary>The resident memory of a process, in bytes.</summary>
    public static long ResidentMemory(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Ends it as a crash does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Says a word to it.</summary>
    public async Task TellAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Tells it that nothing more comes.</summary>
    public async Task CloseAsync()
    {
        await _process.StandardInput.DisposeAsync();
    }

    /// <summary>Says a word to the process that started this one.</summary>
    public static void Say(string word) => Console.WriteLine(Mark + word);

    /// <summary>The next word that it says; null after the last. What else it prints, its cell's log, goes where this one's complaints go.</summary>
    public async Task<string?> HearAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Mark, StringComparison.Ordinal))
            {
                return line[Mark.Length..];
            }

            await Console.Error.WriteLineAsync(line);
        }

        return null;
    }

    /// <summary>Tells it to stop and waits until it has.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await EndAsync();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0)
        {
            throw new InvalidOperationException($"process {Id} ended with {_process.ExitCode}");
        }
    }

    public void Dispose()
    {
        lock (Starting)
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                _process.WaitForExit();
            }

            Started.Remove(_process);
            _process.Dispose();
        }
    }
}
