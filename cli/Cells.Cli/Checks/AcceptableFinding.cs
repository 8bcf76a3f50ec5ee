using Cells.Cli.Graph;
using Cells.Cli.Output;

namespace Cells.Cli.Checks;

/// <summary>A finding that may be accepted, whoever found it.</summary>
/// <param name="Cell">The cell that it is about.</param>
/// <param name="Fingerprint">The finding's fingerprint.</param>
/// <param name="Rule">The id of its rule.</param>
/// <param name="Path">Its path.</param>
/// <param name="Concerned">The consumers that it concerns, accepted or not, ordered.</param>
internal sealed record AcceptableFinding(CellNode Cell, string Fingerprint, string Rule, string Path, IReadOnlyList<string> Concerned)
{
    /// <summary>The cell's directory, for people.</summary>
    public string Place => DisplayPath.Of(Cell.Directory.Path);
}
