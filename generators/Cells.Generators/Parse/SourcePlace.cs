using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>A place in source, without the tree: what a value that outlives a compilation may hold.</summary>
/// <param name="Path">The path of the file.</param>
/// <param name="Start">The first character.</param>
/// <param name="Length">The number of characters.</param>
internal readonly record struct SourcePlace(string Path, int Start, int Length)
{
    /// <summary>The place of <paramref name="location"/>; the default when it is not in source.</summary>
    public static SourcePlace Of(Location? location) => location is { IsInSource: true, SourceTree: { } tree }
        ? new SourcePlace(tree.FilePath, location.SourceSpan.Start, location.SourceSpan.Length)
        : default;
}
