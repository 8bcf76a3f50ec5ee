using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests.Packages;

/// <summary>What a user has: a folder with the packages, and nothing of this repository. Packed once, with a version that no machine's cache can have.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    /// <summary>The version of the packages.</summary>
    public const string Version = "1000.0.0";

    /// <summary>The platform that the runtime is compiled ahead of time for. A Release build packs it for more.</summary>
    public const string Platform = "linux-x64";

    /// <summary>The temporary directory that everything lies in.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("cells-").FullName;

    /// <summary>The packages.</summary>
    public string Folder => Path.Combine(Root, "feed");

    /// <summary>The installed tool.</summary>
    public string Tool => Path.Combine(Root, "tools", OperatingSystem.IsWindows() ? "cells.exe" : "cells");

    public async Task InitializeAsync()
    {
        await PackAsync(Folder);
        // A source of its own for these packages. Others come from the machine's sources, or from its cache.
        await File.WriteAllTextAsync(Path.Combine(Root, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <add key="feed" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
        File.Copy(Path.Combine(Repository.Root, "global.json"), Path.Combine(Root, "global.json"));
        Succeed(await RunAsync("new", "install", Path.Combine(Folder, $"Cells.Templates.{Version}.nupkg")));
        Succeed(await RunAsync("tool", "install", "Cells.Tool", "--version", Version, "--tool-path", Path.GetDirectoryName(Tool)!));
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Packs what the tests were built with.</summary>
    internal static async Task PackAsync(string folder)
        => Succeed(await Command.DotnetAsync(
            Repository.Root, "msbuild", "build/Packaging/Packages.proj", "-nologo", "-m", "-nodeReuse:false",
            "-p:NoBuild=true", $"-p:Configuration={Repository.Configuration}", $"-p:Version={Version}", $"-p:CellsReadyToRunPlatforms={Platform}", $"-p:PackageOutputPath={folder}/"));

    /// <summary>Runs <c>dotnet</c> in the temporary directory.</summary>
    internal Task<CommandResult> RunAsync(params string[] arguments) => Command.RunAsync(Command.Start(Root, Isolation("home"), arguments));

    /// <summary>The same with an MSBuild that is warm: for what needs a build and is not about it.</summary>
    // It keeps the tasks of the packages loaded, which Windows then does not delete.
    internal Task<CommandResult> WarmAsync(params string[] arguments)
        => OperatingSystem.IsWindows() ? RunAsync(arguments) : Command.WarmAsync(Root, Isolation("home"), arguments);

    /// <summary>Starts <c>dotnet</c> in a directory of the feed's, to be interrupted.</summary>
    internal RunningCommand Start(string directory, params string[] arguments) => new(Command.StartGroup(directory, Isolation("home"), arguments));

    /// <summary>Runs lines of a shell in a directory of the feed's, as a user on a machine without templates or tools.</summary>
    internal Task<CommandResult> ShellAsync(string directory, string lines) => Command.RunAsync(Command.StartProgram("bash", directory, Isolation("shell"), "-e", "-c", lines));

    /// <summary>Runs the installed tool in the temporary directory.</summary>
    internal Task<CommandResult> CellsAsync(params string[] arguments) => Command.RunAsync(Command.StartProgram(Tool, Root, Isolation("home"), arguments));

    /// <summary>Fails the test with everything that was printed unless the command succeeded.</summary>
    internal static CommandResult Succeed(CommandResult result)
    {
        Assert.True(result.ExitCode == 0, result.Everything);
        return result;
    }

    // The user's own cache is only read, so that nothing is downloaded twice.
    private Dictionary<string, string> Isolation(string home) => new()
    {
        ["NUGET_FALLBACK_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } own
            ? own
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        ["NUGET_PACKAGES"] = Path.Combine(Root, "packages"),
        ["DOTNET_CLI_HOME"] = Path.Combine(Root, home),
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",
        ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
    };
}

/// <summary>The tests that share the feed.</summary>
[CollectionDefinition(Name)]
public sealed class PackageCollection : ICollectionFixture<PackageFeed>
{
    public const string Name = "packages";
}
