namespace Cells;

/// <summary>Client and server have different schemas, and one value of this call has no counterpart in the schema of the side that reads it.</summary>
/// <remarks>
/// Such a value is an unknown value of a closed enum, an unknown case of a union, a null where none is allowed, or a duplicate in a set. In a request it fails the call
/// before the handler runs (<see cref="CallOutcome.NotExecuted"/>), in a result after it (<see cref="CallOutcome.Executed"/>). The connection and its other calls go on.
/// </remarks>
public sealed class UnmappableValueException : CellException
{
    internal UnmappableValueException(CellStatus status, string message, string path, Exception? innerException = null)
        : base(status, message, innerException)
        => Path = path;

    /// <summary>Where the value stands, in the reader's names: <c>Order.Note</c>, <c>Order.Tags[]</c>, <c>Orders.Find(limit)</c>.</summary>
    public string Path { get; }
}
