namespace Cells;

/// <summary>Marks the class that declares a cell's calls. One such class per <c>cell.toml</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CellAttribute : Attribute
{
    /// <summary>Also generates the interface and the client beside the class, over the declared types: for tests, or a cell that calls itself.</summary>
    public bool Client { get; init; }
}

/// <summary>Marks a public method of a cell as a call. A trailing <c>Async</c> is no part of the call's name.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CallAttribute : Attribute
{
    /// <summary>Repeating the call has no further effect: it is made again when nobody knows whether it was executed.</summary>
    public bool Idempotent { get; init; }

    /// <summary>
    /// One server process executes the call once at most, however often it is sent: a reply that was lost is fetched. It is not sent to another process, unless it is
    /// <see cref="Idempotent"/>, too. For calls without streams.
    /// </summary>
    public bool ExactlyOnce { get; init; }

    /// <summary>The deadline that a client sets unless told otherwise, in milliseconds. 0, the default, means none.</summary>
    public int DeadlineMs { get; init; }

    /// <summary>The handler blocks its thread: it runs on the thread pool, never on the thread that reads the connection.</summary>
    public bool Blocking { get; init; }

    /// <summary>
    /// The handler is lent the request: what it gets as <see cref="ReadOnlyMemory{T}"/> or <see cref="System.Buffers.ReadOnlySequence{T}"/> of bytes are slices of it,
    /// not copies, and valid only until the task that it returns completes.
    /// </summary>
    public bool Leased { get; init; }

    /// <summary>The scope that a caller's token must hold.</summary>
    public string? Scope { get; init; }
}

/// <summary>Marks a partial method that publishes an event to every subscriber; the generator writes its body.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class EventAttribute : Attribute
{
    /// <summary>What happens to a subscriber that does not keep up. No part of the contract.</summary>
    public EventOverflow Overflow { get; init; }
}

/// <summary>
/// Marks an interface that clients of a cell implement: a call that takes it can call the client back while it runs. Its methods return <see cref="Task"/> or
/// <see cref="ValueTask"/>, with or without a result.
/// </summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class CallbackAttribute : Attribute;

/// <summary>Names what a type, member, parameter, call or enum value was called before, so that both names bind.</summary>
/// <param name="oldName">The old name; for a type that moved, its full old name.</param>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Property | AttributeTargets.Field
    | AttributeTargets.Parameter | AttributeTargets.Method,
    AllowMultiple = true,
    Inherited = false)]
public sealed class RenamedAttribute(string oldName) : Attribute
{
    /// <summary>The old name.</summary>
    public string OldName { get; } = oldName;
}

/// <summary>Marks an abstract class or record as a union: its cases are the sealed types derived from it in the same file.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class UnionAttribute : Attribute;

/// <summary>Marks an enum whose undeclared numbers are values too. <c>[Flags]</c> implies it.</summary>
[AttributeUsage(AttributeTargets.Enum, Inherited = false)]
public sealed class OpenAttribute : Attribute;

/// <summary>Declares that a call may fail with <typeparamref name="TError"/>, which then crosses the mesh with its typed members.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class ThrowsAttribute<TError> : Attribute
    where TError : CellException;

/// <summary>The schema of a cell, written by the generator into the cell's own assembly, where the build finds it without loading it.</summary>
/// <param name="contract">The full name of the cell's class.</param>
/// <param name="fingerprint">The fingerprint: 64 lower-case hex digits.</param>
/// <param name="schema">The canonical schema document.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class CellSchemaAttribute(string contract, string fingerprint, string schema) : Attribute
{
    /// <summary>The full name of the cell's class.</summary>
    public string Contract { get; } = contract;

    /// <summary>The fingerprint: 64 lower-case hex digits.</summary>
    public string Fingerprint { get; } = fingerprint;

    /// <summary>The canonical schema document.</summary>
    public string Schema { get; } = schema;
}
