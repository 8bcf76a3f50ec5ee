namespace Cells;

/// <summary>Why a call failed. The names are the field's standard ones; the numbers are those of the wire and never change.</summary>
public enum CellStatus
{
    /// <summary>The caller cancelled.</summary>
    Cancelled = 1,

    /// <summary>The request cannot be right, whatever the state of the system.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the answer.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>What should be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit or quota is used up.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>A conflict with another caller ended the call.</summary>
    Aborted = 10,

    /// <summary>Past the valid range.</summary>
    OutOfRange = 11,

    /// <summary>The cell does not have this call.</summary>
    Unimplemented = 12,

    /// <summary>An unhandled failure in the cell, logged there under <see cref="CellException.ErrorId"/>.</summary>
    Internal = 13,

    /// <summary>The cell cannot be reached.</summary>
    Unavailable = 14,

    /// <summary>Data was lost or is corrupt.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,

    /// <summary>The two schemas do not fit together: for a connection, for one call, or for one value (<see cref="UnmappableValueException"/>).</summary>
    Incompatible = 32,
}

/// <summary>What is known about a failed call's execution.</summary>
public enum CallOutcome
{
    /// <summary>The handler may or may not have run.</summary>
    Unknown,

    /// <summary>The handler did not run: sending the call again is safe.</summary>
    NotExecuted,

    /// <summary>The handler ran.</summary>
    Executed,
}
