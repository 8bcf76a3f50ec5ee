namespace Cells.Cli.Diagnosis;

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">The check's name.</param>
/// <param name="Severity">How it stands.</param>
/// <param name="Message">What was found.</param>
internal sealed record Finding(string Check, Severity Severity, string Message)
{
    /// <summary>The command that mends it; null where there is nothing to mend.</summary>
    public string? Fix { get; init; }

    public static Finding Ok(string check, string message) => new(check, Severity.Ok, message);

    public static Finding Warning(string check, string message, string fix) => new(check, Severity.Warning, message) { Fix = fix };

    public static Finding Error(string check, string message, string fix) => new(check, Severity.Error, message) { Fix = fix };
}

/// <summary>How a finding stands.</summary>
internal enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Something is missing that cells do without.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,
}

/// <summary>What was found of one cell, or of the machine.</summary>
/// <param name="Name">The cell's name; "machine".</param>
/// <param name="Directory">The cell's directory; null for the machine.</param>
/// <param name="Findings">What was found, in the order of the checks.</param>
internal sealed record Diagnosis(string Name, string? Directory, IReadOnlyList<Finding> Findings);
