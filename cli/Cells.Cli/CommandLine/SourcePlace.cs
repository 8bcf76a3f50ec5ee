using System.Globalization;
using System.Text.RegularExpressions;

namespace Cells.Cli.CommandLine;

/// <summary>A place in a file. Line and column count from 1; 0 when only the file is known.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
internal sealed partial record SourcePlace(string File, int Line = 0, int Column = 0)
{
    /// <summary>The place of the first error in a build's output; null when none has one.</summary>
    public static SourcePlace? OfFirstError(IEnumerable<string> lines)
        => lines.Select(static line => Error().Match(line)).FirstOrDefault(static match => match.Success) is { } error
            ? new SourcePlace(error.Groups["file"].Value.Trim(), Number(error.Groups["line"]), Number(error.Groups["column"]))
            : null;

    private static int Number(Group group) => int.TryParse(group.ValueSpan, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // As compilers and MSBuild write it: Pricing.cs(31,20): error CS0117: …
    [GeneratedRegex(@"^(?<file>[^(]+)\((?<line>\d+)(,(?<column>\d+))?(,\d+,\d+)?\): (fatal )?error ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Error();
}
