namespace Cells.Connections;

/// <summary>The facts about a call that a client needs to send it. Created once per call by generated code.</summary>
/// <param name="Index">The call's number: its index in the schema, ordered by name.</param>
/// <param name="Name">The call's name without <c>Async</c>.</param>
public sealed record CallDescriptor(int Index, string Name)
{
    /// <summary>The mesh may retry the call.</summary>
    public bool Idempotent { get; init; }

    /// <summary>The deadline unless the caller sets one, in milliseconds; 0 for none.</summary>
    public int DeadlineMs { get; init; }
}
