using System.Diagnostics.CodeAnalysis;

namespace Cells.Wire;

/// <summary>Null where the contract says that there is none.</summary>
internal static class Presence
{
    /// <exception cref="CellFormatException">The value is null.</exception>
    public static void Check([NotNull] object? value, string type)
    {
        if (value is null)
        {
            WireWriter.Fail("null where a value must be", type);
        }
    }
}
