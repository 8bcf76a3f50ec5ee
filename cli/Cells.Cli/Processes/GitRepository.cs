using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Cells.Cli.Processes;

/// <summary>Reads committed files, through the <c>git</c> on the path. Nothing is checked out, fetched or written.</summary>
/// <param name="directory">A directory of the working tree: paths are relative to it.</param>
internal sealed class GitRepository(string directory)
{
    /// <summary>What a hook sets for the repository that it runs in, which need not be that of <c>directory</c>.</summary>
    private static readonly string[] HookVariables = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

    /// <summary>The commit that <paramref name="reference"/> names.</summary>
    /// <exception cref="GitException">There is no repository, or it knows no such commit.</exception>
    public async Task<string> FindCommitAsync(string reference, CancellationToken cancellationToken)
    {
        GitAnswer answer = await RunAsync(["rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"], 1 << 12, cancellationToken);
        string why = answer.Error.Length > 0 ? $" ({answer.Error})" : ": fetch it first (in CI, check out with the whole history)";
        return answer.ExitCode == 0 && answer.Text.Length > 0 ? answer.Text.Trim() : throw new GitException($"git knows no commit '{reference}' in {directory}{why}.");
    }

    /// <summary>The entry at <paramref name="path"/>, a file or a directory; null when the commit has none.</summary>
    /// <exception cref="GitException">git failed.</exception>
    public async Task<GitEntry?> FindAsync(string commit, string path, CancellationToken cancellationToken)
    {
        GitAnswer answer = await RunAsync(["--literal-pathspecs", "ls-tree", "-z", "-l", commit, "--", path], 1 << 20, cancellationToken);
        return answer.ExitCode == 0 ? Entries(answer.Text).FirstOrDefault() : throw new GitException(answer.Error);
    }

    /// <summary>The entries of the directory at <paramref name="path"/>; none when the commit has no such directory.</summary>
    public async Task<IReadOnlyList<GitEntry>> ListAsync(string commit, string path, CancellationToken cancellationToken)
    {
        // The tree is itself found from the directory: without --full-tree its entries would be looked for in there once more.
        GitAnswer answer = await RunAsync(["ls-tree", "--full-tree", "-z", "-l", $"{commit}:./{path}"], 1 << 24, cancellationToken);
        return answer.ExitCode == 0 ? Entries(answer.Text) : [];
    }

    /// <summary>The content of a file of at most <paramref name="maxBytes"/>.</summary>
    /// <exception cref="GitException">It is larger, or git failed.</exception>
    public async Task<string> ReadAsync(GitEntry entry, int maxBytes, CancellationToken cancellationToken)
    {
        if (entry.Size > maxBytes)
        {
            throw new GitException($"it is larger than {maxBytes >> 20} MiB");
        }

        GitAnswer answer = await RunAsync(["cat-file", "blob", entry.Id], maxBytes, cancellationToken);
        return answer.ExitCode == 0 ? answer.Text : throw new GitException(answer.Error);
    }

    private static List<GitEntry> Entries(string listing)
    {
        List<GitEntry> entries = [];
        foreach (string line in listing.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            // <mode> <type> <id> <size, or a hyphen>\t<name>
            int tab = line.IndexOf('\t');
            string[] facts = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            _ = long.TryParse(facts[3], NumberStyles.None, CultureInfo.InvariantCulture, out long size);
            entries.Add(new GitEntry(line[(tab + 1)..], facts[1] == "blob", facts[2], size));
        }

        return entries;
    }

    private async Task<GitAnswer> RunAsync(string[] arguments, int maxBytes, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("git", ["-C", directory, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        foreach (string name in HookVariables)
        {
            start.Environment.Remove(name);
        }

        using Process process = CapturedProcess.Start(start);
        process.StandardInput.Close();
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            using MemoryStream output = new();
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                output.Write(buffer, 0, read);
                if (output.Length > maxBytes)
                {
                    throw new GitException($"`git {arguments[0]}` answers with more than {maxBytes:N0} bytes");
                }
            }

            string error = await errors;
            await process.WaitForExitAsync(cancellationToken);
            return new GitAnswer(process.ExitCode, Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length), error.Trim());
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private sealed record GitAnswer(int ExitCode, string Text, string Error);
}

/// <summary>A file or directory of a commit.</summary>
/// <param name="Name">The name in its directory; the path where one was asked for.</param>
/// <param name="IsFile">Whether it is a file.</param>
/// <param name="Id">The object's hash.</param>
/// <param name="Size">The size of a file in bytes.</param>
internal sealed record GitEntry(string Name, bool IsFile, string Id, long Size);

/// <summary>git cannot answer; the message says why.</summary>
internal sealed class GitException(string message) : Exception(message);
