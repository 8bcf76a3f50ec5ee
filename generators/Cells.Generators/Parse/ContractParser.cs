using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads a <c>[Cell]</c> class into a model of its contract.</summary>
internal static class ContractParser
{
    /// <summary>The metadata name of the attribute that marks a cell's class.</summary>
    public const string CellAttribute = "Cells.CellAttribute";

    /// <summary>The contract of <paramref name="cell"/>, with every problem found on the way.</summary>
    public static CellDraft Parse(INamedTypeSymbol cell, Compilation compilation, CancellationToken cancel)
    {
        _ = compilation;
        cancel.ThrowIfCancellationRequested();
        CellSchema schema = new() { Contract = cell.ToDisplayString(), Name = cell.Name, Version = "0.0.0" };
        return new CellDraft
        {
            Model = new CellModel { Schema = schema, Namespace = string.Empty, ClassName = cell.Name, Accessibility = "public" },
        };
    }
}
