namespace Cells.Start.Driver;

/// <summary>A temporary directory with a cell's manifest in it.</summary>
internal sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("cells-start-").FullName;

    public Scratch() => File.WriteAllText(System.IO.Path.Combine(Path, "cell.toml"), "[cell]\nname = \"start\"\n");

    /// <summary>Where a cell in the directory listens.</summary>
    public string CellSocket => System.IO.Path.Combine(Path, "run/public/cell.sock");

    /// <summary>Where any other program listens.</summary>
    public string Socket => System.IO.Path.Combine(Path, "plain.sock");

    /// <summary>Removes what a killed program left.</summary>
    public void Clean()
    {
        foreach (string left in new[] { Socket, CellSocket }.Where(File.Exists))
        {
            File.Delete(left);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
