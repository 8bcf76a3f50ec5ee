namespace Cells.Connections;

/// <summary>The facts about a call that a client needs to send it. Created once per call by generated code.</summary>
/// <param name="Index">The call's number: its index in the schema, ordered by name.</param>
/// <param name="Name">The call's name without <c>Async</c>.</param>
public sealed record CallDescriptor(int Index, string Name)
{
    /// <summary>Executing the call again changes nothing: it is sent again when nobody knows whether it was executed.</summary>
    public bool Idempotent { get; init; }

    /// <summary>The call carries a key by which one server process finds duplicates: it is sent again to that process, and to no other.</summary>
    /// <remarks>With <see cref="Idempotent"/>, too, it is also sent to the process that comes after.</remarks>
    public bool ExactlyOnce { get; init; }

    /// <summary>The deadline unless the caller sets one, in milliseconds; 0 for none.</summary>
    public int DeadlineMs { get; init; }
}
