using Cells.Directories;
using Cells.Nucleus.Launching;

namespace Cells.Nucleus.Tests.Support;

/// <summary>A cell's directory of its own for one test.</summary>
internal sealed class TemporaryCell : IDisposable
{
    public TemporaryCell(string manifest = "[cell]\n")
    {
        Root = System.IO.Directory.CreateTempSubdirectory("cells-").FullName;
        Directory = CellDirectory.At(Path.Combine(Root, "cell"));
        System.IO.Directory.CreateDirectory(Directory.Path);
        File.WriteAllText(Directory.ManifestPath, manifest);
    }

    /// <summary>Above the cell.</summary>
    public string Root { get; }

    public CellDirectory Directory { get; }

    public LaunchContext Context => new(Directory, Directory.ReadManifest(), Replica: 0, Path.Combine(Directory.RunPath, "bin", "0"));

    /// <summary>What is in a directory, in order.</summary>
    public static string[] Entries(string directory) => [.. System.IO.Directory.GetFileSystemEntries(directory).Order(StringComparer.Ordinal)];

    public void Dispose() => System.IO.Directory.Delete(Root, recursive: true);
}
