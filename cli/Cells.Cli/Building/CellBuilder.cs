using System.Diagnostics;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Processes;

namespace Cells.Cli.Building;

/// <summary>Builds cells with <c>dotnet build</c>.</summary>
/// <param name="configuration">The build configuration; null for the project's own default.</param>
/// <param name="takesLastBuild">Whether nothing is built, and what was built last is taken.</param>
internal sealed class CellBuilder(string? configuration, bool takesLastBuild = false) : IDisposable
{
    private const string TargetPath = nameof(TargetPath);

    // Builds that run side by side in two processes may write the same project that both refer to: one at a time, while cells start beside it.
    private readonly SemaphoreSlim _oneBuild = new(1, 1);

    /// <summary>What <see cref="BuildAsync(CellNode, Action{string}, CancellationToken)"/> does, for progress.</summary>
    public string Activity => takesLastBuild ? "looking for its build" : "building";

    /// <summary>Builds the cell, unless its manifest names a binary or the last build is taken, and tells what to start.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="warn">Receives the build's warnings.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="ToolFailure">The build failed; its errors are the details. Or nothing was built that could be taken.</exception>
    public async Task<BuiltCell> BuildAsync(CellNode cell, Action<string> warn, CancellationToken cancellationToken)
    {
        if (FindBinary(cell) is { } binary)
        {
            return binary;
        }

        string project = ProjectFile.Find(cell);
        if (takesLastBuild)
        {
            return await FindOutputAsync(cell, project, cancellationToken);
        }

        await _oneBuild.WaitAsync(cancellationToken);
        try
        {
            return await BuildAsync(cell, project, warn, cancellationToken);
        }
        finally
        {
            _oneBuild.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _oneBuild.Dispose();

    private static BuiltCell? FindBinary(CellNode cell)
    {
        if (cell.Manifest.Binary is not { } binary)
        {
            return null;
        }

        string path = Path.GetFullPath(Path.Combine(cell.Directory.Path, binary));
        return File.Exists(path)
            ? new BuiltCell(path, IsOfProject: false)
            : throw new ToolFailure(ExitCode.NotFound, $"{cell.Directory.ManifestPath}: [cell] binary names {path}, which is not there.") { Place = new SourcePlace(cell.Directory.ManifestPath) };
    }

    /// <summary>A property of the cell's project, as the project's evaluation sets it.</summary>
    /// <exception cref="ToolFailure">There is no project, or it does not tell.</exception>
    public Task<string> EvaluateAsync(CellNode cell, string property, CancellationToken cancellationToken) => EvaluateAsync(cell, ProjectFile.Find(cell), property, cancellationToken);

    // What `dotnet build` does, without its summary; the build tells where its output is, which would be another evaluation.
    private async Task<BuiltCell> BuildAsync(CellNode cell, string project, Action<string> warn, CancellationToken cancellationToken)
    {
        string properties = Path.GetTempFileName();
        try
        {
            string[] arguments = ["msbuild", project, "-nologo", "-restore", "-target:Build", "-verbosity:quiet", $"-getProperty:{TargetPath}",
                $"-getResultOutputFile:{properties}", .. Configured()];
            CapturedResult build = await RunMSBuildAsync(cell, arguments, cancellationToken);
            string[] findings = [.. build.All.Where(line => line.Trim().Length > 0).Distinct()];
            if (build.ExitCode != 0)
            {
                throw new ToolFailure(ExitCode.No, $"{cell.Name} does not build: {project}.")
                {
                    Details = findings,
                    Place = SourcePlace.OfFirstError(findings),
                    Facts = new JsonObject { ["cell"] = cell.Name },
                };
            }

            foreach (string finding in findings.Where(line => line.Contains(": warning ", StringComparison.Ordinal)))
            {
                warn(finding);
            }

            return Output(cell, project, (await File.ReadAllTextAsync(properties, cancellationToken)).Trim());
        }
        finally
        {
            File.Delete(properties);
        }
    }

    private async Task<string> EvaluateAsync(CellNode cell, string project, string property, CancellationToken cancellationToken)
    {
        CapturedResult evaluation = await RunMSBuildAsync(cell, ["msbuild", project, "-nologo", $"-getProperty:{property}", .. Configured()], cancellationToken);
        string value = evaluation.Output.LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";
        return evaluation.ExitCode == 0 && (value.Length > 0 || property == TargetPath)
            ? value
            : throw new ToolFailure(ExitCode.No, $"{project} does not tell its {property}.") { Details = evaluation.All };
    }

    private async Task<BuiltCell> FindOutputAsync(CellNode cell, string project, CancellationToken cancellationToken)
        => Output(cell, project, await EvaluateAsync(cell, project, TargetPath, cancellationToken));

    private static BuiltCell Output(CellNode cell, string project, string target)
    {
        if (target.Length == 0)
        {
            // Each of its frameworks has an output, and the project as a whole has none.
            throw new ToolFailure(ExitCode.NotFound, $"{cell.Name}: {project} is built for several target frameworks, and does not say which of them is started.")
            {
                Hint = $"Name the program in cell.toml: binary = \"bin/Debug/net10.0/{Path.GetFileNameWithoutExtension(project)}.dll\" in [cell].",
            };
        }

        return File.Exists(target)
            ? new BuiltCell(target, IsOfProject: true)
            : throw new ToolFailure(ExitCode.NotFound, $"{cell.Name} is not built: there is no {target}.") { Hint = "Build it first, or leave out --no-build." };
    }

    private IEnumerable<string> Configured() => configuration is null ? [] : [$"-property:Configuration={configuration}"];

    /// <summary>Runs a <c>dotnet</c> command that builds or evaluates in the cell's directory, without what an outer build left in the environment.</summary>
    public static Task<CapturedResult> RunMSBuildAsync(CellNode cell, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // No node stays behind, which would keep loaded what the next build replaces; unless somebody wants MSBuild's server.
        string[] nodes = ChildEnvironment.UsesBuildServer ? [] : ["-nodeReuse:false"];
        ProcessStartInfo start = new(ChildEnvironment.DotnetPath, [.. arguments, .. nodes]) { WorkingDirectory = cell.Directory.Path };
        ChildEnvironment.RemoveBuildVariables(start);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return CapturedProcess.RunAsync(start, cancellationToken);
    }
}

/// <summary>A program to start.</summary>
/// <param name="Path">The executable or <c>.dll</c>.</param>
/// <param name="IsOfProject">Whether a project built it, so that its directory is the output of a build.</param>
internal sealed record BuiltCell(string Path, bool IsOfProject)
{
    /// <summary>The program and the arguments that start it.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Command
    {
        get
        {
            if (!Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
            {
                return (Path, []);
            }

            // A program that brings its own runtime is started by its own executable only.
            string runtimeConfiguration = System.IO.Path.ChangeExtension(Path, ".runtimeconfig.json");
            bool isSelfContained = File.Exists(runtimeConfiguration)
                && File.ReadAllText(runtimeConfiguration).Contains("\"includedFrameworks\"", StringComparison.Ordinal);
            return isSelfContained
                ? (System.IO.Path.ChangeExtension(Path, OperatingSystem.IsWindows() ? ".exe" : null), [])
                : (Processes.ChildEnvironment.DotnetPath, [Path]);
        }
    }
}
