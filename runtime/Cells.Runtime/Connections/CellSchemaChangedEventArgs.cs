namespace Cells.Connections;

/// <summary>The cell that a channel calls has another schema than before, or is about to.</summary>
/// <param name="cell">The cell's name.</param>
/// <param name="version">The cell's version.</param>
/// <param name="fingerprint">The fingerprint of its schema.</param>
/// <param name="isOwn">Whether the calling program was built against that schema.</param>
public sealed class CellSchemaChangedEventArgs(string cell, string version, string fingerprint, bool isOwn) : EventArgs
{
    /// <summary>The cell's name.</summary>
    public string Cell { get; } = cell;

    /// <summary>The cell's version.</summary>
    public string Version { get; } = version;

    /// <summary>The fingerprint of its schema: 64 lower-case hex digits.</summary>
    public string Fingerprint { get; } = fingerprint;

    /// <summary>Whether the calling program was built against that schema. Else its calls are planned, or refused: rebuild it to use what is new.</summary>
    public bool IsOwn { get; } = isOwn;
}
