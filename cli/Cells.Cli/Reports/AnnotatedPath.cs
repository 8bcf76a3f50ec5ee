using Cells.Cli.Output;

namespace Cells.Cli.Reports;

/// <summary>Files as code hosts name them: relative to the root of the checkout.</summary>
internal static class AnnotatedPath
{
    /// <summary>The root that paths are relative to: the workflow's checkout, else the current directory.</summary>
    public static string Root => Environment.GetEnvironmentVariable("GITHUB_WORKSPACE") is { Length: > 0 } workspace ? workspace : Environment.CurrentDirectory;

    /// <summary><paramref name="file"/> relative to <see cref="Root"/> where it lies below it, else in full.</summary>
    public static string Of(string file) => DisplayPath.Below(Root, file) ?? DisplayPath.Of(file);
}
