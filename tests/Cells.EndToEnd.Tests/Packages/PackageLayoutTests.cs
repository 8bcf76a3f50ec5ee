using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Cells.EndToEnd.Tests.Packages;

/// <summary>What lies where in each package.</summary>
[Collection(PackageCollection.Name)]
public sealed class PackageLayoutTests(PackageFeed feed)
{
    [Fact]
    public void Cells_package_holds_runtime_compiler_parts_and_build()
    {
        string[] files = Files("Cells");

        Assert.Equal(
            ["lib/net10.0/Cells.Schema.dll", "lib/net10.0/Cells.Schema.xml", "lib/net10.0/Cells.dll", "lib/net10.0/Cells.xml"],
            files.Where(static file => file.StartsWith("lib/", StringComparison.Ordinal)));
        Assert.Equal(
            [$"runtimes/{PackageFeed.Platform}/lib/net10.0/Cells.Schema.dll", $"runtimes/{PackageFeed.Platform}/lib/net10.0/Cells.dll"],
            files.Where(static file => file.StartsWith("runtimes/", StringComparison.Ordinal)));
        Assert.Equal(
            ["analyzers/dotnet/cs/Cells.Analyzers.dll", "analyzers/dotnet/cs/Cells.CodeFixes.dll", "analyzers/dotnet/cs/Cells.Generators.dll"],
            files.Where(static file => file.StartsWith("analyzers/", StringComparison.Ordinal)));
        Assert.Equal(
            ["build/Cells.props", "build/Cells.targets", "buildTransitive/Cells.targets"],
            files.Where(static file => file.StartsWith("build", StringComparison.Ordinal)));
        string[] tasks = [.. files.Where(static file => file.StartsWith("tasks/", StringComparison.Ordinal))];
        Assert.All(tasks, static file => Assert.Matches("^tasks/net10.0/[A-Za-z.]+[.]dll$", file));
        Assert.Contains("tasks/net10.0/Cells.Build.dll", tasks);
        Assert.Contains("tasks/net10.0/Cells.dll", tasks);
        // MSBuild brings these itself, in its own version.
        Assert.DoesNotContain(tasks, static file => file.Contains("/Microsoft.Build.", StringComparison.Ordinal));
        Assert.Equal(["Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting"], Dependencies("Cells"));
    }

    [Theory]
    [InlineData("Cells")]
    [InlineData("Cells.Tool")]
    [InlineData("Cells.Testing")]
    [InlineData("Cells.Templates")]
    public void Package_says_what_it_is(string package)
    {
        XElement metadata = Nuspec(package).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

        Assert.Equal(package, Value("id"));
        Assert.Equal(PackageFeed.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("icon.png", Value("icon"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEmpty(Value("description"));
        string[] files = Files(package);
        Assert.Contains("README.md", files);
        Assert.Contains("icon.png", files);
        Assert.DoesNotContain(files, static file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.StartsWith("content/", StringComparison.Ordinal));
    }

    [Fact]
    public void Testing_package_is_a_library_over_the_package_cells()
    {
        Assert.Equal(
            ["lib/net10.0/Cells.Testing.dll", "lib/net10.0/Cells.Testing.xml"], Files("Cells.Testing").Where(static file => file.StartsWith("lib/", StringComparison.Ordinal)));
        Assert.Equal(["buildTransitive/Cells.Testing.targets"], Files("Cells.Testing").Where(static file => file.StartsWith("build", StringComparison.Ordinal)));
        Assert.Equal(["Cells", "Microsoft.Extensions.TimeProvider.Testing"], Dependencies("Cells.Testing"));
    }

    [Fact]
    public void Testing_package_asks_for_its_own_version_of_cells()
    {
        XElement cells = Nuspec("Cells.Testing").Descendants().Single(static element => element.Name.LocalName == "dependency" && (string?)element.Attribute("id") == "Cells");

        Assert.Equal($"[{PackageFeed.Version}]", (string?)cells.Attribute("version"));
    }

    [Fact]
    public void Icon_is_a_png_of_128_pixels()
    {
        byte[] icon = Read("Cells", "icon.png");

        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);
    }

    [Theory]
    [InlineData("Cells", "lib/net10.0/Cells")]
    [InlineData("Cells", "lib/net10.0/Cells.Schema")]
    [InlineData("Cells.Testing", "lib/net10.0/Cells.Testing")]
    [InlineData("Cells.Tool", "tools/net10.0/any/Cells.Cli")]
    public void Symbols_are_those_of_the_assembly(string package, string path)
    {
        // The tool, which nobody steps into, has them beside it.
        string apart = Path.Combine(feed.Folder, $"{package}.{PackageFeed.Version}.snupkg");
        using ZipArchive symbols = File.Exists(apart) ? ZipFile.OpenRead(apart) : Open(package);
        using MetadataReaderProvider pdb = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Read(symbols, $"{path}.pdb")));
        using PEReader assembly = new(new MemoryStream(Read(package, $"{path}.dll")));
        BlobContentId id = new(pdb.GetMetadataReader().DebugMetadataHeader!.Id);
        DebugDirectoryEntry entry = assembly.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.CodeView);

        Assert.Equal(assembly.ReadCodeViewDebugDirectoryData(entry).Guid, id.Guid);
    }

    [Theory]
    [InlineData("Cells")]
    [InlineData("Cells.Schema")]
    public void Runtime_of_a_platform_is_the_portable_one_with_native_code(string name)
    {
        using PEReader portable = new(new MemoryStream(Read("Cells", $"lib/net10.0/{name}.dll")));
        using PEReader native = new(new MemoryStream(Read("Cells", $"runtimes/{PackageFeed.Platform}/lib/net10.0/{name}.dll")));

        Assert.Equal(Identity(portable), Identity(native));
        Assert.Equal(0, portable.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.NotEqual(0, native.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);

        static Guid Identity(PEReader file)
        {
            MetadataReader reader = file.GetMetadataReader();
            return reader.GetGuid(reader.GetModuleDefinition().Mvid);
        }
    }

    [Fact]
    public void Compiler_parts_need_no_other_assembly_of_ours()
    {
        foreach (string name in new[] { "Cells.Generators", "Cells.Analyzers" })
        {
            using PEReader file = new(new MemoryStream(Read("Cells", $"analyzers/dotnet/cs/{name}.dll")));
            MetadataReader reader = file.GetMetadataReader();
            string[] references = [.. reader.AssemblyReferences.Select(reference => reader.GetString(reader.GetAssemblyReference(reference).Name))];

            Assert.DoesNotContain(references, static reference => reference.StartsWith("Cells", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Targets_ask_for_the_compiler_that_the_generator_is_built_against()
    {
        using PEReader file = new(new MemoryStream(Read("Cells", "analyzers/dotnet/cs/Cells.Generators.dll")));
        MetadataReader reader = file.GetMetadataReader();
        Version compiler = reader.AssemblyReferences.Select(reader.GetAssemblyReference)
            .Single(reference => reader.GetString(reference.Name) == "Microsoft.CodeAnalysis.CSharp").Version;

        XDocument targets = XDocument.Load(new MemoryStream(Read("Cells", "build/Cells.targets")));

        Assert.Equal($"{compiler.Major}.{compiler.Minor}", targets.Descendants("_CellsOldestCompiler").Single().Value);
    }

    [Fact]
    public void Tool_is_the_command_cells_and_brings_what_it_starts()
    {
        string[] files = Files("Cells.Tool");
        Assert.Contains("tools/net10.0/any/Cells.Nucleus.dll", files);
        Assert.Contains("tools/net10.0/any/Cells.Nucleus.runtimeconfig.json", files);
        XDocument settings = XDocument.Load(new MemoryStream(Read("Cells.Tool", "tools/net10.0/any/DotnetToolSettings.xml")));

        Assert.Equal("cells", settings.Descendants("Command").Single().Attribute("Name")!.Value);
    }

    [Fact]
    public async Task Packing_twice_gives_the_same_content()
    {
        string again = Path.Combine(feed.Root, "again");
        await PackageFeed.PackAsync(again);

        string[] packages = [.. Directory.GetFiles(feed.Folder).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(packages, Directory.GetFiles(again).Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (string package in packages)
        {
            Assert.Equal(Contents(Path.Combine(feed.Folder, package)), Contents(Path.Combine(again, package)));
        }
    }

    // The two parts that NuGet names at random hold nothing but the names of the others.
    private static IEnumerable<(string Name, string Hash)> Contents(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        return [.. archive.Entries
            .Where(static entry => entry.FullName != "_rels/.rels" && !entry.FullName.EndsWith(".psmdcp", StringComparison.Ordinal))
            .Select(entry => (entry.FullName, Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Read(archive, entry.FullName)))))
            .OrderBy(static entry => entry.FullName, StringComparer.Ordinal)];
    }

    private string[] Files(string package)
    {
        using ZipArchive archive = Open(package);
        return [.. archive.Entries.Select(static entry => entry.FullName).Order(StringComparer.Ordinal)];
    }

    private string[] Dependencies(string package)
        => [.. Nuspec(package).Descendants().Where(static element => element.Name.LocalName == "dependency").Select(static element => element.Attribute("id")!.Value)];

    private XDocument Nuspec(string package) => XDocument.Load(new MemoryStream(Read(package, $"{package}.nuspec")));

    private byte[] Read(string package, string file)
    {
        using ZipArchive archive = Open(package);
        return Read(archive, file);
    }

    private static byte[] Read(ZipArchive archive, string file)
    {
        using Stream stream = (archive.GetEntry(file) ?? throw new FileNotFoundException(file)).Open();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private ZipArchive Open(string package) => ZipFile.OpenRead(Path.Combine(feed.Folder, $"{package}.{PackageFeed.Version}.nupkg"));
}
