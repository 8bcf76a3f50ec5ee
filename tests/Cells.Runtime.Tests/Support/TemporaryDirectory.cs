namespace Cells.Runtime.Tests.Support;

/// <summary>A directory of its own for one test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("cells-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes it a cell's.</summary>
    public TemporaryDirectory WithManifest(string text)
    {
        System.IO.File.WriteAllText(File("cell.toml"), text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
