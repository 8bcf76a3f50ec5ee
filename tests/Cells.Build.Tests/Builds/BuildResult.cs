using System.Text.RegularExpressions;

namespace Cells.Build.Tests;

/// <summary>How a build ended and what it said.</summary>
internal sealed record BuildResult(int ExitCode, string Output)
{
    /// <summary>The different errors, without the second listing in MSBuild's summary.</summary>
    public string[] Errors => [.. Lines.Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    /// <summary>The different warnings.</summary>
    public string[] Warnings => [.. Lines.Where(static line => line.Contains(": warning ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

    private IEnumerable<string> Lines => Output.Split('\n').Select(static line => line.Trim());

    public BuildResult Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    public BuildResult Failed()
    {
        Assert.True(ExitCode != 0, Output);
        return this;
    }

    public BuildResult Says(string text)
    {
        Assert.Contains(text, Output, StringComparison.Ordinal);
        return this;
    }

    public BuildResult DoesNotSay(string text)
    {
        Assert.DoesNotContain(text, Output, StringComparison.Ordinal);
        return this;
    }

    /// <summary>How often a project's build reached its end.</summary>
    public int Builds(string project) => Regex.Count(Output, $@"^\s*{Regex.Escape(project)} -> ", RegexOptions.Multiline);
}
