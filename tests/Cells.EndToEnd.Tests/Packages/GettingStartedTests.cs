using System.Text.RegularExpressions;
using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests.Packages;

/// <summary>docs/getting-started.md, command by command.</summary>
[Collection(PackageCollection.Name)]
public sealed partial class GettingStartedTests(PackageFeed feed)
{
    [Fact]
    public async Task Every_command_does_what_the_page_says()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "getting-started.md"));
        string directory = Directory.CreateDirectory(Path.Combine(feed.Root, "minutes")).FullName;
        MatchCollection blocks = Block().Matches(page);
        Assert.True(blocks.Count > 5, $"{blocks.Count} blocks");
        try
        {
            foreach (Match block in blocks)
            {
                string[] expected = block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries);

                CommandResult result = await feed.ShellAsync(directory, block.Groups["sh"].Value);

                bool fails = expected.Any(static line => line.StartsWith("error ", StringComparison.Ordinal));
                Assert.True(result.ExitCode == 0 != fails, $"{block.Groups["sh"].Value}\n{result.Everything}");
                Assert.All(expected, line => Assert.Contains(line, result.Output, StringComparison.Ordinal));
            }
        }
        finally
        {
            await feed.ShellAsync(directory, "tools/cells stop shop/quotes");
        }
    }

    /// <summary>Commands, and what they print where the page shows it.</summary>
    [GeneratedRegex("```sh\n(?<sh>.*?)```(\n\n```text\n(?<text>.*?)```)?", RegexOptions.Singleline)]
    private static partial Regex Block();
}
