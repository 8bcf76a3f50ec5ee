using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Cli.Processes;
using Cells.Schema;

namespace Cells.Cli.Schemas;

/// <summary><c>git:&lt;ref&gt;[:&lt;path&gt;]</c>: what a commit holds. Of a cell the newest schema in <c>schemas/</c>, since builds commit no other; of a file its schema.</summary>
/// <param name="Text">As typed.</param>
/// <param name="Reference">The commit: a branch, a tag, a hash, <c>HEAD~1</c>.</param>
/// <param name="Path">A cell's directory or a schema file, relative to the current directory; null for the cell of the comparison.</param>
internal sealed record GitSide(string Text, string Reference, string? Path) : SchemaSide(Text)
{
    public override string? CellDirectory => Directory.Exists(Path) ? Path : null;

    /// <summary>Reads reference and path.</summary>
    /// <exception cref="ToolFailure">There is no reference.</exception>
    public static GitSide Parse(string text, string rest)
    {
        // No reference of git's holds a colon.
        string[] parts = rest.Split(':', 2);
        return parts[0].Length > 0
            ? new GitSide(text, parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null)
            : throw new ToolFailure(ExitCode.Usage, $"'{text}' names no commit: write git:<ref>, as in git:main, or git:main:orders.");
    }

    public override async Task<IReadOnlyList<SideSchema>> ResolveAsync(SideContext context, CancellationToken cancellationToken)
    {
        string path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path ?? context.CellDirectory));
        string origin = $"{DisplayPath.Of(path)} at git:{Reference}";
        try
        {
            return [await ReadAsync(path, cancellationToken)];
        }
        catch (Exception e) when (e is GitException or ToolFailure)
        {
            return [SideSchema.Failed(origin, $"{origin}: {e.Message}")];
        }
    }

    private async Task<SideSchema> ReadAsync(string path, CancellationToken cancellationToken)
    {
        // A directory that is gone by now is still in the commit: git is asked from the nearest one that is there.
        string start = path;
        while (!Directory.Exists(start))
        {
            start = System.IO.Path.GetDirectoryName(start)!;
        }

        string below = System.IO.Path.GetRelativePath(start, path).Replace('\\', '/');
        GitRepository repository = new(start);
        string commit = await repository.FindCommitAsync(Reference, cancellationToken);
        string at = $"at git:{Reference} ({commit[..8]})";
        if (below != "." && await repository.FindAsync(commit, below, cancellationToken) is { IsFile: true } file)
        {
            return await ReadAsync(repository, file, $"{DisplayPath.Of(path)} {at}", cancellationToken);
        }

        string folder = below == "." ? FrozenSchema.DirectoryName : $"{below}/{FrozenSchema.DirectoryName}";
        string shown = DisplayPath.Of(System.IO.Path.Combine(path, FrozenSchema.DirectoryName));
        IReadOnlyList<GitEntry> entries = await repository.ListAsync(commit, folder, cancellationToken);
        (SemanticVersion? version, GitEntry? newest) = entries.Where(entry => entry.IsFile)
            .Select(entry => (Version: FrozenSchema.TryParseFileName(entry.Name, out SemanticVersion named) ? named : null, Entry: entry))
            .Where(kept => kept.Version is not null)
            .OrderBy(kept => kept.Version)
            .LastOrDefault();
        return newest is null
            ? SideSchema.Failed(
                $"{shown} {at}",
                $"{shown} has no <version>.json {at}: freeze and commit one with `cells schema freeze {DisplayPath.Argument(path)}`, or name a schema file, as in git:{Reference}:<file>.")
            : RetainedSchemas.RequireVersion(await ReadAsync(repository, newest, $"{shown}/{newest.Name} {at}", cancellationToken), version!);
    }

    private static async Task<SideSchema> ReadAsync(GitRepository repository, GitEntry entry, string origin, CancellationToken cancellationToken)
        => SideSchema.Read((await repository.ReadAsync(entry, SchemaFile.MaxBytes, cancellationToken)).TrimStart('\uFEFF'), origin, file: null);
}
