using Cells.Nucleus.Logging;

namespace Cells.Cli.Logs;

/// <summary>A line of a cell's log, or of its nucleus'.</summary>
/// <param name="Cell">The cell's name.</param>
/// <param name="Time">When it was printed; that of the line before it where it does not say.</param>
/// <param name="Replica">The replica that printed it; null for a line of another form than <see cref="LogLine"/>'s.</param>
/// <param name="Stream">Where it was printed; null likewise.</param>
/// <param name="Text">What was printed.</param>
internal sealed record LogEntry(LoggedCell Cell, DateTimeOffset Time, int? Replica, LogStream? Stream, string Text)
{
    /// <summary>Whether the nucleus wrote it, and no process of the cell.</summary>
    public bool IsOfNucleus { get; init; }
}

/// <summary>A cell whose log is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Folder">The folder of its logs.</param>
/// <param name="Number">Its place among the cells that are read, from 0.</param>
internal sealed record LoggedCell(string Name, string Folder, int Number);
