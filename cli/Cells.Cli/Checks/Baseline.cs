using Cells.Cli.Schemas;

namespace Cells.Cli.Checks;

/// <summary>A schema that a cell is held to.</summary>
/// <param name="Consumer">
/// For whom: a cell of the tree by its name, <c>history:1.2.0</c> for whoever holds a client of that version, <c>live</c> for the clients of the running cell, else the side
/// as typed. An acceptance names it.
/// </param>
/// <param name="Schema">The schema, or why it is not to be had.</param>
internal sealed record Baseline(string Consumer, SideSchema Schema);
