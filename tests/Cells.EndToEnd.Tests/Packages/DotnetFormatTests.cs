namespace Cells.EndToEnd.Tests.Packages;

/// <summary><c>dotnet format</c> over a mesh from the templates.</summary>
[Collection(PackageCollection.Name)]
public sealed class DotnetFormatTests(PackageFeed feed)
{
    [Fact]
    public async Task Format_leaves_what_the_templates_make_and_applies_code_fixes()
    {
        PackageFeed.Succeed(await feed.RunAsync("new", "cells-mesh", "-o", "tidy"));
        PackageFeed.Succeed(await feed.WarmAsync("build", "tidy", "-m:1"));
        Dictionary<string, string> before = Read();

        PackageFeed.Succeed(await feed.RunAsync("format", "tidy/tidy.slnx", "--no-restore", "--verify-no-changes", "--severity", "info"));
        Assert.Equal(before, Read());

        string source = Path.Combine(feed.Root, "tidy", "quotes", "Quotes.cs");
        await File.WriteAllTextAsync(source, before["quotes/Quotes.cs"].Replace("sealed partial class Quotes", "sealed class Quotes", StringComparison.Ordinal));
        PackageFeed.Succeed(await feed.RunAsync("format", "analyzers", "tidy/quotes/Quotes.csproj", "--no-restore", "--diagnostics", "CELL1030"));
        Assert.Equal(before, Read());
    }

    /// <summary>Every file that is not built.</summary>
    private Dictionary<string, string> Read()
    {
        string root = Path.Combine(feed.Root, "tidy");
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(static file => !file.Split('/').Any(static part => part is "bin" or "obj"))
            .ToDictionary(static file => file, file => File.ReadAllText(Path.Combine(root, file)), StringComparer.Ordinal);
    }
}
