namespace Cells.Connections;

/// <summary>Which of the processes that serve a cell together one is.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct ReplicaPlace(int Number, int Count)
{
    /// <summary>The only process.</summary>
    public static ReplicaPlace Only { get; } = new(0, 1);
}
