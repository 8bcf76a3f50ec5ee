namespace Cells.Generators;

/// <summary>The names of the pipelines' steps, by which tests ask what an edit re-ran.</summary>
internal static class StepNames
{
    /// <summary>A <c>[Cell]</c> class parsed from its symbols.</summary>
    public const string Contract = nameof(Contract);

    /// <summary>An additional file of ours, read.</summary>
    public const string File = nameof(File);

    /// <summary>The files that a contract is bound against.</summary>
    public const string Bindings = nameof(Bindings);

    /// <summary>The bound contract: the value from which all source is emitted.</summary>
    public const string Cell = nameof(Cell);
}
