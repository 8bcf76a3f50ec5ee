namespace Cells.Runtime.Tests.Support;

/// <summary>The pages under docs/.</summary>
internal static class Pages
{
    /// <summary>The path of a page.</summary>
    public static string Find(string name)
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Cells.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(Assert.IsType<DirectoryInfo>(directory).FullName, "docs", name);
    }

    /// <summary>The rows of a page's table with a heading, cell by cell.</summary>
    public static IReadOnlyList<string[]> ReadTable(string name, params string[] heading)
        => [.. File.ReadLines(Find(name))
            .SkipWhile(line => !Split(line).SequenceEqual(heading))
            .Skip(2)
            .TakeWhile(static line => line.StartsWith('|'))
            .Select(Split)];

    private static string[] Split(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
}
