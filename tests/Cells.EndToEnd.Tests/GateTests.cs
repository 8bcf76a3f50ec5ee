using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>Compiling a breaking change while its consumers run is impossible.</summary>
public sealed class GateTests
{
    private const string WithName = "string Sku, string Name, Category Category, decimal Price, int Stock";
    private const string WithoutName = "string Sku, Category Category, decimal Price, int Stock";
    private const string NameComment = "/// <param name=\"Name\">The name on the shelf.</param>\n";
    private const string NextComment = "/// <param name=\"Category\">What kind";
    private const string WithoutHint = "\npublic sealed record Page<T>(IReadOnlyList<T> Items, int Number, int Total)";
    private const string WithHint = "\n/// <param name=\"Hint\">What to look for instead.</param>\npublic sealed record Page<T>(IReadOnlyList<T> Items, int Number, int Total, string? Hint = null)";

    private static readonly string[] DesignTime = ["-t:Compile", "-p:DesignTimeBuild=true", "-p:BuildProjectReferences=false", "-tl:off"];

    [Fact]
    public async Task Break_does_not_compile_while_a_consumer_that_uses_it_is_connected_or_not_forgotten()
    {
        await using TemporaryMesh mesh = CreateMesh();
        string line = $"Pricing.cs({LineOf(mesh, "{product.Name}")})";
        // A second consumer of the same kind, for later.
        CopyCell(mesh, "pricing", "tariffs");
        await BuildAsync(mesh, "pricing");
        await BuildAsync(mesh, "tariffs");
        await CellsAsync(mesh, "schema", "freeze", "catalog");
        await mesh.StartAsync("catalog");
        await mesh.StartAsync("pricing");
        await PriceAsync(mesh, "pricing");
        await CellsAsync(mesh, "consumers", "catalog", "--forget", "tariffs");

        RemoveName(mesh);
        string connected = await RefusedAsync(mesh);
        Assert.Matches($@"Contract\.cs\(\d+,\d+\): error CELL2204: 'Product\.Name' is removed, .* pricing 1\.0\.0 \(1 connected\) reads it in [^;]*{Regex.Escape(line)}", connected);
        Assert.DoesNotContain("tariffs", connected, StringComparison.Ordinal);
        RestoreName(mesh);

        // What nobody reads costs a version, and nobody a connection.
        mesh.Edit("catalog/Contract.cs", WithHint, WithoutHint);
        string unread = await BuildAsync(mesh, "catalog");
        Assert.Matches(@"Contract\.cs\(\d+,\d+\): warning CELL2203: 'Page\.Hint' is removed.* No known consumer uses it\.", unread);
        Assert.Matches(@"cell\.toml\(3,\d+\): warning CELL2004: Catalog is 1\.1\.0; these changes need 2\.0\.0\.", unread);
        mesh.Edit("catalog/Contract.cs", WithoutHint, WithHint);

        RemoveName(mesh);
        await CellsAsync(mesh, "stop", "pricing");
        Assert.Contains("pricing 1.0.0 (recorded, not connected) reads it in", await RefusedAsync(mesh), StringComparison.Ordinal);

        await CellsAsync(mesh, "consumers", "catalog", "--forget", "pricing");
        string free = await BuildAsync(mesh, "catalog");
        Assert.DoesNotContain("CELL2204", free, StringComparison.Ordinal);
        Assert.Contains("these changes need 2.0.0", free, StringComparison.Ordinal);

        // It was built against what still runs.
        await CellsAsync(mesh, "start", "tariffs", "--no-build");
        await PriceAsync(mesh, "tariffs");
        Assert.Contains("tariffs 1.0.0 (1 connected) reads it in", await RefusedAsync(mesh), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editor_shows_the_break_from_what_the_last_build_gathered_and_touches_nothing_else()
    {
        await using TemporaryMesh mesh = CreateMesh();
        await BuildAsync(mesh, "pricing");
        await BuildAsync(mesh, "catalog");
        RemoveName(mesh);
        Dictionary<string, DateTime> before = Timestamps(mesh);

        // As a running cell has it: whoever asked would stand in this queue.
        Directory.CreateDirectory(Path.Combine(mesh.Catalog, "run", "public"));
        string socket = Path.Combine(mesh.Catalog, "run", "public", "cell.sock");
        string locked = Path.Combine(mesh.Catalog, "run", "lock");
        CommandResult editor;
        using (FileStream held = new(locked, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        using (Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            listener.Bind(new UnixDomainSocketEndPoint(socket));
            listener.Listen();

            editor = await Command.WarmAsync(mesh.Root, ["msbuild", "catalog", "-m:1", .. DesignTime]);

            Assert.False(listener.Poll(0, SelectMode.SelectRead), "the running cell was asked");
        }

        File.Delete(locked);
        File.Delete(socket);
        Assert.True(editor.ExitCode == 1, editor.Everything);
        Assert.Matches(@"Contract\.cs\(\d+,\d+\): error CELL2204: 'Product\.Name' is removed, .* pricing 1\.0\.0 \(recorded, not connected\) reads it in", editor.Output);
        Assert.All(Timestamps(mesh).Except(before).Select(static file => file.Key), static file => Assert.StartsWith("catalog/obj/", file, StringComparison.Ordinal));
    }

    /// <summary>The storefront in no repository, so that nobody's consumer is a neighbour; with an optional member that nobody reads, and a promise that no one relies on.</summary>
    private static TemporaryMesh CreateMesh()
    {
        TemporaryMesh mesh = TemporaryMesh.Create();
        Directory.Delete(Path.Combine(mesh.Root, ".git"));
        mesh.BreakCatalogsPromise();
        // The catalog itself has no need of the name.
        mesh.Edit("catalog/ProductStore.cs", "entry.Product.Name", "entry.Product.Sku");
        mesh.Edit("catalog/cell.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
        mesh.Edit("catalog/Contract.cs", WithoutHint, WithHint);
        return mesh;
    }

    private static void RemoveName(TemporaryMesh mesh)
    {
        mesh.Edit("catalog/Contract.cs", WithName, WithoutName);
        mesh.Edit("catalog/Contract.cs", NameComment, "");
        mesh.Edit("catalog/ProductFile.cs", "new Product(fields[0], fields[1], category", "new Product(fields[0], category");
    }

    private static void RestoreName(TemporaryMesh mesh)
    {
        mesh.Edit("catalog/Contract.cs", WithoutName, WithName);
        mesh.Edit("catalog/Contract.cs", NextComment, NameComment + NextComment);
        mesh.Edit("catalog/ProductFile.cs", "new Product(fields[0], category", "new Product(fields[0], fields[1], category");
    }

    private static void CopyCell(TemporaryMesh mesh, string from, string to)
    {
        string source = Path.Combine(mesh.Root, from);
        string target = Path.Combine(mesh.Root, to);
        Directory.CreateDirectory(target);
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file).Replace(from + ".csproj", to + ".csproj", StringComparison.Ordinal)));
        }

        mesh.Edit($"{to}/cell.toml", $"name = \"{from}\"", $"name = \"{to}\"");
    }

    private static int LineOf(TemporaryMesh mesh, string text)
        => Array.FindIndex(File.ReadAllLines(Path.Combine(mesh.Pricing, "Pricing.cs")), line => line.Contains(text, StringComparison.Ordinal)) + 1;

    private static Dictionary<string, DateTime> Timestamps(TemporaryMesh mesh) => Directory
        .EnumerateFiles(mesh.Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .ToDictionary(path => Path.GetRelativePath(mesh.Root, path), File.GetLastWriteTimeUtc, StringComparer.Ordinal);

    private static async Task<string> BuildAsync(TemporaryMesh mesh, string cell)
    {
        CommandResult build = await mesh.BuildAsync(cell, TemporaryMesh.Patient);
        Assert.True(build.ExitCode == 0, build.Everything);
        return build.Output;
    }

    private static async Task<string> RefusedAsync(TemporaryMesh mesh)
    {
        CommandResult build = await mesh.BuildAsync("catalog", TemporaryMesh.Patient);
        Assert.True(build.ExitCode == 1, build.Everything);
        return build.Output;
    }

    private static async Task CellsAsync(TemporaryMesh mesh, params string[] arguments)
    {
        CommandResult run = await mesh.CellsAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Everything);
    }

    // A call makes the cell connect to the catalog.
    private static Task PriceAsync(TemporaryMesh mesh, string cell) => CellsAsync(mesh, "call", cell, "Price", "sku=GD-00002", "quantity=1", "country=DE");
}
