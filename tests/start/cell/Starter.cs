namespace Cells.Start;

/// <summary>Echoes: what a start of a cell is measured with.</summary>
[Cell]
public sealed partial class Starter
{
    /// <summary>Gives back what it is given.</summary>
    [Call(Idempotent = true)]
    public byte[] Echo(byte[] bytes) => bytes;
}
