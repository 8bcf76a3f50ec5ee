using System.Runtime.InteropServices;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Nucleus.Sandboxing;

/// <summary>What a process in a sandbox sees of the machine's files, as arguments of bubblewrap: an empty root, and in it only what is named here.</summary>
/// <param name="root">The machine's root directory.</param>
internal sealed class SandboxView(string root)
{
    /// <summary>Programs, libraries and settings, which are not the cell's to change.</summary>
    private static readonly string[] SystemDirectories = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/sys"];

    /// <summary>The view of a cell's process.</summary>
    /// <param name="directory">The cell's directory: the only place that it may write to and find again.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="programs">Directories that hold the program and what runs it.</param>
    public IEnumerable<string> Describe(CellDirectory directory, CellManifest manifest, IEnumerable<string> programs)
    {
        List<string> arguments = [];
        foreach (string path in SystemDirectories)
        {
            AddSystem(arguments, path);
        }

        arguments.AddRange(["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]);
        if (manifest.Sandbox.Network && ResolverDirectory() is { } resolver)
        {
            arguments.AddRange(["--ro-bind", resolver, resolver]);
        }

        foreach (string program in programs.Where(path => !IsSeen(path, directory)).Distinct())
        {
            arguments.AddRange(["--ro-bind-try", program, program]);
        }

        arguments.AddRange(["--bind", directory.Path, directory.Path]);
        foreach (CellDirectory dependency in DependenciesOf(directory, manifest))
        {
            Prepare(dependency);
            // The directory, not the socket in it, of which a restart makes another.
            arguments.AddRange(["--ro-bind-try", dependency.PublicPath, dependency.PublicPath]);
        }

        return arguments;
    }

    /// <summary>The directories of what runs .NET programs here: not always below <c>/usr</c>.</summary>
    public static IEnumerable<string> RuntimeDirectories(IReadOnlyDictionary<string, string> environment)
    {
        // …/shared/Microsoft.NETCore.App/10.0.0/
        yield return Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        if (environment.TryGetValue("DOTNET_ROOT", out string? named) && Path.IsPathRooted(named))
        {
            yield return Path.TrimEndingDirectorySeparator(named);
        }
    }

    private void AddSystem(List<string> arguments, string path)
    {
        FileSystemInfo entry = new DirectoryInfo(root.TrimEnd('/') + path);
        if (entry.LinkTarget is { } target)
        {
            // As `/bin` is one to `/usr/bin`: the program must find it at both.
            arguments.AddRange(["--symlink", target, path]);
        }
        else if (entry.Exists)
        {
            arguments.AddRange(["--ro-bind", path, path]);
        }
    }

    /// <summary>Where <c>/etc/resolv.conf</c> really is, when it is elsewhere: without it, no name is found.</summary>
    private string? ResolverDirectory()
    {
        FileSystemInfo? target = File.ResolveLinkTarget(root.TrimEnd('/') + "/etc/resolv.conf", returnFinalTarget: true);
        return target is { Exists: true } && Path.GetDirectoryName(target.FullName) is { } directory && !IsSystem(directory) ? directory : null;
    }

    private static IEnumerable<CellDirectory> DependenciesOf(CellDirectory directory, CellManifest manifest)
        => manifest.Dependencies.SelectMany(static dependency => dependency.Paths)
            .Select(path => CellDirectory.At(Path.Combine(directory.Path, path)))
            .DistinctBy(static dependency => dependency.Path);

    /// <summary>Makes the directory of a dependency's socket, so that one that first runs later is seen, too.</summary>
    private static void Prepare(CellDirectory dependency)
    {
        try
        {
            if (File.Exists(dependency.ManifestPath) && !Directory.Exists(dependency.PublicPath))
            {
                dependency.CreateRunDirectory();
            }
        }
        catch (CellException)
        {
            // Someone else's cell, which has never run: this process finds it after its own next start.
            return;
        }
    }

    private static bool IsSeen(string path, CellDirectory directory) => IsSystem(path) || IsBelow(path, directory.Path);

    private static bool IsSystem(string path) => SystemDirectories.Any(known => IsBelow(path, known));

    private static bool IsBelow(string path, string ancestor)
        => path == ancestor || path.StartsWith(ancestor + '/', StringComparison.Ordinal);
}
