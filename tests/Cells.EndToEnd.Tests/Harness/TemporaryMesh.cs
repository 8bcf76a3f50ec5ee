namespace Cells.EndToEnd.Tests.Harness;

/// <summary>A copy of cells, by default of the storefront sample, in a temporary directory, whose cells are stopped and whose files are deleted at the end.</summary>
internal sealed class TemporaryMesh : IAsyncDisposable
{
    /// <summary>Waits for a running cell as long as it takes: 200 ms are too few on a machine that runs every test at once.</summary>
    public const string Patient = "-p:CellsLiveTimeout=60000";

    private TemporaryMesh(string root) => Root = root;

    public string Root { get; }

    public string Catalog => Path.Combine(Root, "catalog");

    public string Pricing => Path.Combine(Root, "pricing");

    public string Storefront => Path.Combine(Root, "storefront");

    /// <summary>Copies the cells.</summary>
    /// <param name="name">The directory's name, for paths with odd characters.</param>
    /// <param name="source">The directory that is copied; null for the storefront sample.</param>
    public static TemporaryMesh Create(string name = "mesh", string? source = null)
    {
        // Kept short: a socket's path must fit 107 bytes for the plain case.
        string root = Path.Combine(Directory.CreateTempSubdirectory("cells-").FullName, name);
        Copy(source ?? Repository.Storefront, root);
        File.Copy(Path.Combine(Repository.Root, "global.json"), Path.Combine(root, "global.json"));
        File.WriteAllText(Path.Combine(root, "Directory.Build.props"), Import("props"));
        File.WriteAllText(Path.Combine(root, "Directory.Build.targets"), Import("targets"));
        File.Copy(Path.Combine(Repository.Root, "Directory.Packages.props"), Path.Combine(root, "Directory.Packages.props"));
        // One repository, as the sample is: what is built in it may change on both sides at once.
        Directory.CreateDirectory(Path.Combine(root, ".git"));
        return new TemporaryMesh(root);
    }

    /// <summary>Takes back that the catalog serves clients of its released version, which nothing else in a mesh may break.</summary>
    public void BreakCatalogsPromise() => Edit("catalog/cell.toml", "accepts = \"^1.0\"", "accepts = \"^2.0\"");

    /// <summary>Replaces text in a file of the mesh; the text must be there.</summary>
    public void Edit(string file, string oldText, string newText)
    {
        string path = Path.Combine(Root, file);
        string text = File.ReadAllText(path);
        Assert.Contains(oldText, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(oldText, newText, StringComparison.Ordinal));
    }

    /// <summary>Builds a cell's project.</summary>
    public Task<CommandResult> BuildAsync(string cell, params string[] arguments) => Command.WarmAsync(Root, ["build", cell, "-m:1", .. arguments]);

    /// <summary>Runs the <c>cells</c> tool in the mesh's directory.</summary>
    public Task<CommandResult> CellsAsync(params string[] arguments) => Command.CellsAsync(Root, arguments);

    /// <summary>Starts a cell and asserts that it runs.</summary>
    public async Task StartAsync(string cell)
    {
        CommandResult start = await Command.WarmAsync(Root, Repository.Tool, "start", cell);
        Assert.True(start.ExitCode == 0, start.Everything);
    }

    /// <summary>Waits until a cell has logged <paramref name="text"/>: it logs on a thread of its own, after it has answered, and its nucleus writes behind its back.</summary>
    public async Task WaitForLogAsync(string cell, string text)
    {
        string path = Path.Combine(Root, cell, "log", "cell.log");
        string log;
        int waits = 0;
        do
        {
            await Task.Delay(waits == 0 ? 0 : 20);
            log = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        }
        while (!log.Contains(text, StringComparison.Ordinal) && ++waits < 3_000);

        Assert.Contains(text, log, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string cell in Directory.EnumerateFiles(Root, "cell.toml", SearchOption.AllDirectories).Select(static file => Path.GetDirectoryName(file)!))
        {
            if (Directory.Exists(Path.Combine(cell, "run")))
            {
                await CellsAsync("stop", cell);
            }
        }

        Directory.Delete(Path.GetDirectoryName(Root)!, recursive: true);
    }

    private static string Import(string kind)
        => $"""
            <Project>
              <Import Project="{Repository.Root}tests/Mesh.{kind}" />
            </Project>
            """;

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (string directory in Directory.EnumerateDirectories(source))
        {
            if (Path.GetFileName(directory) is not ("bin" or "obj" or "run" or "cache" or "log"))
            {
                Copy(directory, Path.Combine(target, Path.GetFileName(directory)));
            }
        }
    }
}
