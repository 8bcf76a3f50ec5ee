namespace Cells.Analyzers.Tests;

/// <summary>A page of docs/rules.</summary>
internal static class RulePage
{
    /// <summary>The text of the page.</summary>
    public static string Text(string id) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rules", id + ".md"));

    /// <summary>The two blocks of code: the example and its fix.</summary>
    public static string[] Blocks(string id)
    {
        string[] parts = Text(id).Split("```");
        Assert.Equal(5, parts.Length);
        return [parts[1]["csharp\n".Length..], parts[3]["csharp\n".Length..]];
    }

    /// <summary>The files of a block, each with the common header. A line <c>// --- name</c> begins the next one.</summary>
    public static IEnumerable<string> Sources(string block) =>
        block.Split("// --- ").Select(static (text, index) => Analysis.Header + (index == 0 ? text : "// " + text));

    /// <summary>The two sides of a page's <c>diff</c>, each as a file of its own.</summary>
    public static (string Before, string After) Change(string id)
    {
        string[] lines = Text(id).Split("```diff\n")[1].Split("```")[0].Replace("…", "throw new NotImplementedException()", StringComparison.Ordinal).TrimEnd().Split('\n');
        return (Side('+'), Side('-'));

        string Side(char other) => Analysis.Header + "using System.Diagnostics.CodeAnalysis;\n" + string.Concat(lines.Where(line => line[0] != other).Select(static line => line[2..] + "\n"));
    }
}
