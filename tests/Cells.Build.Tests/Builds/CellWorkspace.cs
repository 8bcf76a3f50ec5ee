using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using Cells.Schema;
using Cells.Tests.WarmBuilds;

namespace Cells.Build.Tests;

/// <summary>Small cells in a temporary directory, built by a real <c>dotnet build</c> with this repository's props, targets and tasks.</summary>
/// <remarks>The cells declare the assembly attribute that the generator writes by hand, so these tests are about the build alone.</remarks>
internal sealed class CellWorkspace : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryDirectory _directory = new();

    /// <param name="name">The workspace's directory name: part of every path that MSBuild sees.</param>
    public CellWorkspace(string name = "mesh")
    {
        Root = _directory.File(name);
        Directory.CreateDirectory(Root);
        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <MSBuildTreatWarningsAsErrors>true</MSBuildTreatWarningsAsErrors>
              </PropertyGroup>
              <Import Project="{Xml(Path.Combine(BuildDirectory, "build", "Cells.props"))}" />
              <ItemGroup>
                <Reference Include="{Xml(Path.Combine(TasksDirectory, "Cells.dll"))}" />
              </ItemGroup>
            </Project>
            """);
        Write("Directory.Build.targets", $"""
            <Project>
              <PropertyGroup>
                <CellsTasksAssembly Condition="'$(CellsTasksAssembly)' == ''">{Xml(Path.Combine(TasksDirectory, "Cells.Build.dll"))}</CellsTasksAssembly>
              </PropertyGroup>
              <Import Project="{Xml(Path.Combine(BuildDirectory, "build", "Cells.targets"))}" />
            </Project>
            """);
    }

    public string Root { get; }

    /// <summary>The targets that a project imports.</summary>
    public static string Targets => Path.Combine(BuildDirectory, "build", "Cells.targets");

    private static string BuildDirectory { get; } = Path.Combine(RepositoryRoot(), "build", "Cells.Build");

    // The same configuration as these tests: …/bin/Debug/net10.0.
    private static string TasksDirectory { get; } = Path.Combine(BuildDirectory, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");

    public string File(string relative) => Path.Combine(Root, relative);

    public string Read(string relative) => System.IO.File.ReadAllText(File(relative));

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File(relative))!);
        System.IO.File.WriteAllText(File(relative), text);
    }

    /// <summary>Adds a cell that offers <paramref name="calls"/> and depends on <paramref name="dependencies"/>, its neighbours.</summary>
    public void AddCell(string name, string[] calls, params string[] dependencies)
    {
        Write($"{name}/{name}.csproj", """<Project Sdk="Microsoft.NET.Sdk" />""");
        Write($"{name}/cell.toml", $"[cell]\nversion = \"1.0.0\"\n\n[deps]\n{string.Concat(dependencies.Select(static dependency => $"{dependency} = \"../{dependency}\"\n"))}");
        SetContract(name, calls);
    }

    /// <summary>Adds a cell that can run: it serves its schema and no call.</summary>
    public void AddProgram(string name, string[] calls)
    {
        AddCell(name, calls);
        Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType></PropertyGroup>
              <ItemGroup><Reference Include="{Xml(TasksDirectory)}/Microsoft.Extensions.*.dll" /></ItemGroup>
            </Project>
            """);
        CellSchema schema = Schema(name, calls);
        Write($"{name}/Program.cs", $$"""
            using System;
            using System.Threading.Tasks;
            using Cells;
            using Cells.Connections;
            using Cells.Hosting;
            using Cells.Wire;
            using Microsoft.Extensions.DependencyInjection;

            return await CellHost.RunAsync<Cell>(args);

            internal sealed class Cell : ICell<Cell>
            {
                public static CellContract Contract { get; } = new("{{schema.Contract}}", "{{SchemaFingerprint.Compute(schema)}}", "{{Literal(schema)}}");
                public static void AddClients(IServiceCollection services) { }
                public static Cell Create(IServiceProvider services) => new();
                public static ValueTask DispatchAsync(Cell cell, ServerCall call) => call.ReplyUnimplemented();
                public static bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer) { name = ""; return false; }
            }
            """);
    }

    /// <summary>Starts a built program; it answers when this returns.</summary>
    public Task<RunningCell> StartAsync(string name) => RunningCell.StartAsync(File($"{name}/bin/Debug/net10.0/{name}.dll"), File(name));

    /// <summary>Makes the cell export a contract with these calls.</summary>
    public void SetContract(string name, string[] calls, string version = "1.0.0")
    {
        CellSchema schema = Schema(name, calls, version);
        Write($"{name}/Contract.cs", $"""[assembly: Cells.CellSchema("{schema.Contract}", "{SchemaFingerprint.Compute(schema)}", "{Literal(schema)}")]""");
    }

    public static CellSchema Schema(string name, string[] calls, string version = "1.0.0") => new()
    {
        Contract = $"Shop.{name.Replace("-", string.Empty, StringComparison.Ordinal)}",
        Name = name,
        Version = version,
        Calls = calls.Order(StringComparer.Ordinal).Select(static call => new CallSchema { Name = call, Kind = CallKind.Unary }).ToEquatableArray(),
    };

    /// <summary>Adds <c>mesh.sln</c> with these cells.</summary>
    public void AddSolution(params string[] names)
    {
        StringBuilder projects = new("\nMicrosoft Visual Studio Solution File, Format Version 12.00\n");
        StringBuilder configurations = new();
        for (int i = 0; i < names.Length; i++)
        {
            string id = $"{{00000000-0000-0000-0000-{i:D12}}}";
            projects.Append(CultureInfo.InvariantCulture, $"Project(\"{{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}}\") = \"{names[i]}\", \"{names[i]}\\{names[i]}.csproj\", \"{id}\"\nEndProject\n");
            configurations.Append(CultureInfo.InvariantCulture, $"\t\t{id}.Debug|Any CPU.ActiveCfg = Debug|Any CPU\n\t\t{id}.Debug|Any CPU.Build.0 = Debug|Any CPU\n");
        }

        Write("mesh.sln", $"{projects}Global\n\tGlobalSection(SolutionConfigurationPlatforms) = preSolution\n\t\tDebug|Any CPU = Debug|Any CPU\n\tEndGlobalSection\n"
            + $"\tGlobalSection(ProjectConfigurationPlatforms) = postSolution\n{configurations}\tEndGlobalSection\nEndGlobal\n");
    }

    /// <summary>Runs <c>dotnet build</c> on a cell or a file in the workspace.</summary>
    public Task<BuildResult> BuildAsync(string target, params string[] arguments) => DotnetAsync(["build", target, "-tl:off", .. arguments]);

    /// <summary>Builds once more: a producer that has learned of a consumer compiles again.</summary>
    public async Task SettleAsync(string target) => (await BuildAsync(target)).Succeeded();

    /// <summary>Runs a <c>dotnet</c> command that builds in the workspace: in one process, a warm one; where <c>-m:n</c> asks for several, in new ones.</summary>
    public async Task<BuildResult> DotnetAsync(params string[] arguments)
    {
        if (arguments.Any(static argument => argument.StartsWith("-m:", StringComparison.Ordinal)))
        {
            return await RunAsync([.. arguments, "-nodeReuse:false"], server: null);
        }

        using MSBuildServer server = MSBuildServer.Rent();
        return await RunAsync([.. arguments, "-m:1"], server);
    }

    /// <summary>Every file's timestamp, for <see cref="ChangesSince"/>.</summary>
    public Dictionary<string, DateTime> Timestamps() => Directory.EnumerateFiles(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .ToDictionary(path => Path.GetRelativePath(Root, path), System.IO.File.GetLastWriteTimeUtc, StringComparer.Ordinal);

    /// <summary>The files that are new, gone or written since.</summary>
    public string[] ChangesSince(Dictionary<string, DateTime> before)
    {
        Dictionary<string, DateTime> after = Timestamps();
        return [.. before.Except(after).Concat(after.Except(before)).Select(static file => file.Key).Distinct().Order(StringComparer.Ordinal)];
    }

    public void Dispose() => _directory.Dispose();

    // Without anything that the test runner's own MSBuild left in the environment.
    private async Task<BuildResult> RunAsync(string[] arguments, MSBuildServer? server)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name == "CI").ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        server?.Serve(start);
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(Patience);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new BuildResult(server is null ? process.ExitCode : MSBuildServer.ExitCodeOf(process.ExitCode, output), output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Literal(CellSchema schema)
        => SchemaDocument.Write(schema).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Xml(string text) => SecurityElement.Escape(ItemSpec.Escape(text));

    private static string RepositoryRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(directory.FullName, "Cells.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"There is no Cells.sln above '{AppContext.BaseDirectory}'.");
    }
}
