namespace Cells.Cli.Output;

/// <summary>Paths as people read them.</summary>
internal static class DisplayPath
{
    /// <summary>What a shell takes as it stands, besides letters and digits.</summary>
    private const string Plain = "/._-+=:,@%";

    /// <summary><paramref name="path"/> relative to the current directory where it lies below it, else in full.</summary>
    public static string Of(string path) => Below(Environment.CurrentDirectory, path) ?? Path.GetFullPath(path);

    /// <summary>The same as a word of a command that the user can paste: in quotes where a shell would take it apart.</summary>
    public static string Argument(string path)
    {
        string shown = Of(path);
        shown = shown.StartsWith('-') ? $"./{shown}" : shown;
        return shown.All(static character => char.IsLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal))
            ? shown
            : OperatingSystem.IsWindows() ? $"\"{shown}\"" : $"'{shown.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }

    /// <summary><paramref name="path"/> relative to <paramref name="root"/> with <c>/</c> between directories; null where it does not lie below it.</summary>
    public static string? Below(string root, string path)
    {
        string relative = Path.GetRelativePath(root, path);
        bool isBelow = !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal)
            && !relative.StartsWith(@"..\", StringComparison.Ordinal);
        return isBelow ? relative.Replace('\\', '/') : null;
    }
}
