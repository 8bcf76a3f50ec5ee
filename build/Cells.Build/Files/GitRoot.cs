namespace Cells.Build;

/// <summary>Finds the working tree of git that a directory lies in.</summary>
internal static class GitRoot
{
    /// <summary>The nearest directory with a <c>.git</c>, at or above <paramref name="directory"/>; null when it lies in no working tree.</summary>
    public static string? Find(string directory)
    {
        for (string? ancestor = Path.GetFullPath(directory); ancestor is not null; ancestor = Path.GetDirectoryName(ancestor))
        {
            // A file in a linked working tree and in a submodule.
            if (Path.Exists(Path.Combine(ancestor, ".git")))
            {
                return ancestor;
            }
        }

        return null;
    }
}
