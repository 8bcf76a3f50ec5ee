using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Cells.Tests.WarmBuilds;

/// <summary>
/// One of MSBuild's own servers, to which <c>dotnet build</c> hands its work when its environment says so. Most of what the build of a small project costs is starting MSBuild, which a server has
/// behind it.
/// </summary>
/// <remarks>
/// A server takes one build at a time, and what comes meanwhile is built without one: so each build rents a server for itself. What tells them apart, also from those of other test runs, is the salt of
/// their handshake. They stay after a build, as do the tasks that they have loaded; <see cref="MSBuildServerTestFramework"/> ends them with the run.
/// </remarks>
internal sealed partial class MSBuildServer : IDisposable
{
    private static readonly ConcurrentStack<MSBuildServer> Free = new();
    private static readonly ConcurrentBag<MSBuildServer> Started = [];
    private static int s_count;

    private readonly string _salt;

    private MSBuildServer(string salt) => _salt = salt;

    /// <summary>A server that nobody else uses, until it is disposed: the one that was used last, or a new one, which starts with its first build.</summary>
    public static MSBuildServer Rent()
    {
        if (!Free.TryPop(out MSBuildServer? server))
        {
            server = new MSBuildServer(string.Create(CultureInfo.InvariantCulture, $"cells-tests-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}"));
            Started.Add(server);
        }

        return server;
    }

    /// <summary>Makes a <c>dotnet</c> command that is about to be started use this server.</summary>
    public void Serve(ProcessStartInfo command)
    {
        // Nodes that are not reused make MSBuild build without a server.
        command.Environment.Remove("MSBUILDDISABLENODEREUSE");
        command.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "1";
        command.Environment["MSBUILDNODEHANDSHAKESALT"] = _salt;
    }

    /// <summary>How a build over a server ended: 0 when it succeeded.</summary>
    /// <remarks>
    /// A server closes the connection as soon as it has sent its result, and its client looks whether the connection has ended before it looks at what has come. On a busy machine both are there when it looks:
    /// it then drops the result, and returns 1 without a word. What the build printed, its own last words among it, has been printed by then.
    /// </remarks>
    /// <param name="exitCode">What the client returned.</param>
    /// <param name="output">What it printed.</param>
    public static int ExitCodeOf(int exitCode, string output) => exitCode == 1 && SuccessAtTheEnd().IsMatch(output) ? 0 : exitCode;

    /// <summary>Gives the server back for the next build.</summary>
    public void Dispose() => Free.Push(this);

    /// <summary>Ends every server.</summary>
    public static Task EndAllAsync() => Task.WhenAll(Started.Select(static server => server.EndAsync()));

    [GeneratedRegex(@"^Build succeeded\.\r?\n(?:(?!Build FAILED).*\n)*?[ ]+0 Error\(s\)\s+Time Elapsed [0-9:.]+\s*\z", RegexOptions.Multiline)]
    private static partial Regex SuccessAtTheEnd();

    private async Task EndAsync()
    {
        ProcessStartInfo shutdown = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["build-server", "shutdown", "--msbuild"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Serve(shutdown);
        using Process process = Process.Start(shutdown)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"a build server was not ended: {output}{await error}");
        }
    }
}
