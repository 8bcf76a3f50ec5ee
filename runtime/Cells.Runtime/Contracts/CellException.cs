namespace Cells;

/// <summary>A call that failed. Derive from it to declare an error with typed members of its own.</summary>
public class CellException : Exception
{
    /// <summary>Creates an error that crosses the mesh with a status and a message.</summary>
    public CellException(CellStatus status, string message, Exception? innerException = null)
        : base(message, innerException)
        => Status = status;

    /// <summary>Creates an error of a type that declares members but no constructor: <see cref="CellStatus.FailedPrecondition"/>, with the type's name for a message.</summary>
    protected CellException() => Status = CellStatus.FailedPrecondition;

    /// <summary>What went wrong, in the field's standard terms.</summary>
    public CellStatus Status { get; }

    /// <summary>What is known about whether the handler ran.</summary>
    public CallOutcome Outcome { get; internal set; } = CallOutcome.Unknown;

    /// <summary>The id under which the server logged the failure; null when it was not logged there.</summary>
    public string? ErrorId { get; internal set; }

    /// <summary>The call that failed, as <c>Shop.Catalog.Get</c>; null before the error has crossed the mesh.</summary>
    public string? Call { get; internal set; }

    /// <summary>Of a stream that failed, the items that were delivered before; null for any other call.</summary>
    public long? Position { get; internal set; }

    /// <summary>The calls that the error came through, the one that failed first, each as <c>Shop.Catalog.Get: NotFound</c>.</summary>
    public IReadOnlyList<string> Chain { get; internal set; } = [];

    /// <summary>The exception in the cell with its stack trace; null unless the cell runs in Development. <see cref="ToString"/> shows it.</summary>
    public string? RemoteDetail { get; internal set; }

    /// <inheritdoc/>
    public override string ToString()
        => RemoteDetail is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine}--- in the cell ---{Environment.NewLine}{RemoteDetail}";
}
