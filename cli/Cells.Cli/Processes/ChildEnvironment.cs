using System.Collections;
using System.Diagnostics;
using Cells.Directories;
using Cells.Nucleus.Limits;
using Cells.Schema;

namespace Cells.Cli.Processes;

/// <summary>The environment of the processes that the tool starts.</summary>
internal static class ChildEnvironment
{
    /// <summary>Tells one's own build servers from others of the same user: set by people and scripts, never by an MSBuild for one below it.</summary>
    private const string BuildServerSalt = "MSBUILDNODEHANDSHAKESALT";

    /// <summary>The <c>dotnet</c> that runs this tool, else the one on the path.</summary>
    public static string DotnetPath
        => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>Whether the user wants builds to be done by MSBuild's server, which stays between them.</summary>
    public static bool UsesBuildServer
        => Environment.GetEnvironmentVariable("DOTNET_CLI_USE_MSBUILD_SERVER") is { } value && (value == "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Removes what an MSBuild above this tool (`dotnet run`, a test run) set for itself and would mislead one below it.</summary>
    public static void RemoveBuildVariables(ProcessStartInfo start)
    {
        foreach (string name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key))
        {
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) && name != BuildServerSalt)
            {
                start.Environment.Remove(name);
            }
        }
    }

    /// <summary>Adds what a cell's process needs to know of its directory, and what its manifest sets.</summary>
    public static void AddCellVariables(ProcessStartInfo start, CellDirectory directory, CellManifest manifest, string startedBy)
    {
        foreach (EnvironmentVariable variable in manifest.Environment)
        {
            start.Environment[variable.Name] = variable.Value;
        }

        foreach ((string name, string value) in RuntimeLimits.VariablesOf(manifest))
        {
            start.Environment[name] = value;
        }

        start.Environment[CellDirectory.Variable] = directory.Path;
        start.Environment[CellState.StartedByVariable] = startedBy;
    }
}
