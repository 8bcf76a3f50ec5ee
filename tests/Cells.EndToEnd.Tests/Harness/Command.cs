using System.Diagnostics;
using Cells.Tests.WarmBuilds;

namespace Cells.EndToEnd.Tests.Harness;

/// <summary>What a finished process printed and returned.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Both streams, for an assertion's message.</summary>
    public string Everything => $"exit code {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}

/// <summary>Runs processes as a user would from a shell, without what the test host's own build left in the environment.</summary>
internal static class Command
{
    /// <summary>A build on a busy machine takes a while; a hang ends here, with the whole process tree.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs <c>dotnet</c> with the given arguments in <paramref name="directory"/> until it ends.</summary>
    public static Task<CommandResult> DotnetAsync(string directory, params string[] arguments) => RunAsync(Start(directory, arguments));

    /// <summary>Runs the <c>cells</c> tool until it ends. What it builds, it builds in new processes, as many as MSBuild wants.</summary>
    public static Task<CommandResult> CellsAsync(string directory, params string[] arguments) => DotnetAsync(directory, [Repository.Tool, .. arguments]);

    /// <summary>The same with more in its environment.</summary>
    public static Task<CommandResult> CellsAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => RunAsync(Start(directory, environment, [Repository.Tool, .. arguments]));

    /// <summary>Runs <c>dotnet</c> until it ends, with an MSBuild that is warm: for what needs a build and is not about it.</summary>
    public static Task<CommandResult> WarmAsync(string directory, params string[] arguments) => WarmAsync(directory, new Dictionary<string, string>(), arguments);

    /// <summary>The same with more in its environment.</summary>
    public static async Task<CommandResult> WarmAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using MSBuildServer server = MSBuildServer.Rent();
        ProcessStartInfo start = Prepare(Dotnet, directory, arguments, environment);
        server.Serve(start);
        CommandResult result = await RunAsync(Start(start));
        return result with { ExitCode = MSBuildServer.ExitCodeOf(result.ExitCode, result.Output) };
    }

    /// <summary>Starts <c>dotnet</c> without waiting for its end.</summary>
    public static Process Start(string directory, params string[] arguments) => Start(Prepare(Dotnet, directory, arguments));

    /// <summary>The same with more in its environment.</summary>
    public static Process Start(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => StartProgram(Dotnet, directory, environment, arguments);

    /// <summary>The same as the leader of a group of processes, as from a shell, so that they can be interrupted together.</summary>
    public static Process StartGroup(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => StartProgram("setsid", directory, environment, [Dotnet, .. arguments]);

    /// <summary>Starts a program with more in its environment.</summary>
    public static Process StartProgram(string program, string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => Start(Prepare(program, directory, arguments, environment));

    /// <summary>Waits for the end of a process and collects what it printed.</summary>
    /// <exception cref="TimeoutException">It did not end; it and its children are killed.</exception>
    public static async Task<CommandResult> RunAsync(Process process)
    {
        using (process)
        {
            using CancellationTokenSource limit = new(Limit);
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"'{string.Join(' ', process.StartInfo.ArgumentList)}' did not end within {Limit}:\n{await output}\n{await error}");
            }

            return new CommandResult(process.ExitCode, await output, await error);
        }
    }

    private static ProcessStartInfo Prepare(string program, string directory, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheOuterBuild).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static Process Start(ProcessStartInfo start)
    {
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static bool IsOfTheOuterBuild(string name)
        => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || name is "CELLS_DIRECTORY" or "CI" or "VSTEST_CONNECTION_TIMEOUT" or "DOTNET_STARTUP_HOOKS";
}
