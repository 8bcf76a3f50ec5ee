using System.Diagnostics;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Tests.CommandLine;
using Cells.Directories;

namespace Cells.Cli.Tests.TestCells;

/// <summary>A temporary tree of cells whose processes end with it.</summary>
internal sealed class CellFolder : IDisposable
{
    public CellFolder() => Root = Directory.CreateTempSubdirectory("cells cli #").FullName;

    public string Root { get; }

    /// <summary>The program of these tests as a cell's binary.</summary>
    private static string Binary => typeof(CellFolder).Assembly.Location;

    /// <summary>Adds a cell that runs this assembly.</summary>
    /// <param name="name">The directory's name.</param>
    /// <param name="mode">What the process does: <see cref="Program"/>.</param>
    /// <param name="dependencies">The names of cells beside it.</param>
    public string AddCell(string name, string mode = "serve", params string[] dependencies) => AddCell(name, 1, mode, dependencies);

    /// <summary>Adds a cell of several processes that run this assembly.</summary>
    public string AddCell(string name, int replicas, string mode = "serve", params string[] dependencies)
        => AddManifest(
            name,
            $"""
            [cell]
            name = "{name}"
            version = "1.2.3"
            binary = "{Binary}"
            replicas = {replicas}

            [deps]
            {string.Join('\n', dependencies.Select(dependency => $"{dependency} = \"../{dependency}\""))}

            [env]
            TEST_CELL = "{mode}"
            """);

    /// <summary>Adds a directory with a manifest of its own.</summary>
    public string AddManifest(string name, string manifest)
    {
        string directory = Path.Combine(Root, name);
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "cell.toml"), manifest);
        return directory;
    }

    /// <summary>Runs the tool in this process.</summary>
    public static Task<ToolRun> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    /// <summary>Runs the tool in this process.</summary>
    public static async Task<ToolRun> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await CellsTool.RunAsync(args, ToolTerminal.Plain(TextWriter.Synchronized(output), TextWriter.Synchronized(error)) with { In = new NoInput() }, cancellationToken);
        return Verified(args, new ToolRun(exitCode, output.ToString(), error.ToString()));
    }

    /// <summary>Starts the tool as a process of its own, its streams redirected.</summary>
    public static Process StartTool(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Cells.Cli.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Runs the tool as a process of its own.</summary>
    public static async Task<ToolRun> RunProcessAsync(params string[] args)
    {
        using Process process = StartTool(args);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Verified(args, new ToolRun(process.ExitCode, await output, await error));
    }

    private static ToolRun Verified(string[] args, ToolRun run)
    {
        ToolContract.Verify(args, run);
        return run;
    }

    /// <summary>Waits until another process has made a file.</summary>
    public static async Task WaitForFileAsync(string path)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!File.Exists(path))
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public void Dispose()
    {
        foreach (string directory in Directory.GetDirectories(Root))
        {
            CellDirectory cell = CellDirectory.At(directory);
            if (CellState.IsRunning(cell) && CellState.Read(cell) is { } state)
            {
                // The nucleus first: it would start again what is killed.
                foreach (int id in new[] { state.NucleusId, state.ProcessId }.Concat(state.Processes.Select(static kept => kept.ProcessId)).Where(static id => id != 0).Distinct())
                {
                    End(id);
                }
            }
        }

        Directory.Delete(Root, recursive: true);
    }

    private static void End(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit();
        }
        catch (ArgumentException)
        {
            // It has ended.
            return;
        }
    }
}

/// <summary>Fails where it is read: no command asks a question where there is no terminal.</summary>
internal sealed class NoInput : TextReader
{
    public override int Peek() => throw new InvalidOperationException("The tool waits for an answer.");

    public override int Read() => throw new InvalidOperationException("The tool waits for an answer.");
}

/// <summary>How a run of the tool ended.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error);
