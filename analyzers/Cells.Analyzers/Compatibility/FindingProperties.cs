namespace Cells.Analyzers;

/// <summary>The keys of <see cref="Microsoft.CodeAnalysis.Diagnostic.Properties"/> by which a compatibility diagnostic tells its fixes what was found.</summary>
/// <remarks>A key without a value is left out.</remarks>
internal static class FindingProperties
{
    /// <summary>The twelve digits that <c>cells schema accept</c> and <c>cells.breaks.json</c> name the finding by.</summary>
    public const string Finding = "CellsFinding";

    /// <summary>The finding's path: <c>Order.Note</c>.</summary>
    public const string Path = "CellsPath";

    /// <summary>The name that the consumers know.</summary>
    public const string OldName = "CellsOld";

    /// <summary>The name in the code being compiled.</summary>
    public const string NewName = "CellsNew";

    /// <summary>The full name of the type that declares it, spelled as in a schema; the contract's for a call.</summary>
    public const string DeclaringType = "CellsType";

    /// <summary>The consumers' declaration.</summary>
    public const string Before = "CellsBefore";

    /// <summary>The declaration in the code being compiled.</summary>
    public const string After = "CellsAfter";

    /// <summary>The smallest version of the cell that tells of the changes.</summary>
    public const string DemandedVersion = "CellsVersion";

    /// <summary>The consumers that the finding concerns, comma-separated.</summary>
    public const string Consumers = "CellsConsumers";
}
