using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Cells.Tests.WarmBuilds;

/// <summary>
/// One of MSBuild's own servers, to which <c>dotnet build</c> hands its work when its environment says so. Most of what the build of a small project costs is starting MSBuild, which a server has
/// behind it.
/// </summary>
/// <remarks>
/// A server takes one build at a time, and what comes meanwhile is built without one: so each build rents a server for itself. What tells them apart, also from those of other test runs, is the salt of
/// their handshake. They stay after a build, as do the tasks that they have loaded; <see cref="MSBuildServerTestFramework"/> ends them with the run.
/// </remarks>
internal sealed class MSBuildServer : IDisposable
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

    /// <summary>Gives the server back for the next build.</summary>
    public void Dispose() => Free.Push(this);

    /// <summary>Ends every server.</summary>
    public static Task EndAllAsync() => Task.WhenAll(Started.Select(static server => server.EndAsync()));

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
