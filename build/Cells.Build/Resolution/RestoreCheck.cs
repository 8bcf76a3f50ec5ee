namespace Cells.Build;

/// <summary>Tells whether a producer's packages were restored since anything that decides them changed.</summary>
internal static class RestoreCheck
{
    private static readonly string[] DecidingFiles =
        ["Directory.Packages.props", "Directory.Build.props", "Directory.Build.targets", "global.json", "nuget.config", "NuGet.config", "NuGet.Config"];

    /// <summary>The file that Cells.targets touches after a restore.</summary>
    /// <remarks>A restore with nothing to do leaves every file of its own as it was, so it would be asked for again and again.</remarks>
    public static string Stamp(string projectFile) => Path.Combine(Path.GetDirectoryName(projectFile)!, "obj", "cells.restore.stamp");

    public static bool IsNeeded(string projectFile)
    {
        string directory = Path.GetDirectoryName(projectFile)!;
        string assets = Path.Combine(directory, "obj", "project.assets.json");
        if (!File.Exists(assets))
        {
            return true;
        }

        DateTime restored = Later(File.GetLastWriteTimeUtc(assets), File.GetLastWriteTimeUtc(Stamp(projectFile)));
        if (File.GetLastWriteTimeUtc(projectFile) > restored)
        {
            return true;
        }

        for (string? ancestor = directory; ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            foreach (string name in DecidingFiles)
            {
                string file = Path.Combine(ancestor, name);
                if (File.Exists(file) && File.GetLastWriteTimeUtc(file) > restored)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static DateTime Later(DateTime left, DateTime right) => left > right ? left : right;
}
