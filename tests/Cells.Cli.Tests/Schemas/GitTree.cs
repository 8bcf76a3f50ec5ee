using System.Diagnostics;

namespace Cells.Cli.Tests.Schemas;

/// <summary>A real repository in a directory.</summary>
internal sealed class GitTree
{
    public GitTree(string root)
    {
        Root = root;
        Run("init", "--quiet", "--initial-branch=main");
    }

    public string Root { get; }

    /// <summary>Commits everything and returns the commit's hash.</summary>
    public string Commit(string message = "change")
    {
        Run("add", "--all", "--force");
        Run("-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", message);
        return Run("rev-parse", "HEAD").Trim();
    }

    public string Run(params string[] arguments)
    {
        ProcessStartInfo start = new("git", ["-C", Root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Whatever the machine's own settings are.
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        foreach (string name in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX" })
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output;
    }
}
