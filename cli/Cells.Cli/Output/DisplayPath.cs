namespace Cells.Cli.Output;

/// <summary>Paths as people read them.</summary>
internal static class DisplayPath
{
    /// <summary><paramref name="path"/> relative to the current directory where it lies below it, else in full.</summary>
    public static string Of(string path) => Below(Environment.CurrentDirectory, path) ?? Path.GetFullPath(path);

    /// <summary><paramref name="path"/> relative to <paramref name="root"/> with <c>/</c> between directories; null where it does not lie below it.</summary>
    public static string? Below(string root, string path)
    {
        string relative = Path.GetRelativePath(root, path);
        bool isBelow = !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal)
            && !relative.StartsWith(@"..\", StringComparison.Ordinal);
        return isBelow ? relative.Replace('\\', '/') : null;
    }
}
