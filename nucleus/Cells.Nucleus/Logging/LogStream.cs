namespace Cells.Nucleus.Logging;

/// <summary>Where a process printed a line.</summary>
internal enum LogStream
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
