using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads <c>[Obsolete]</c>.</summary>
internal static class Deprecations
{
    /// <summary>What <c>[Obsolete]</c> says on <paramref name="symbol"/>, or null. One that is an error is reported: generated code could not touch the symbol.</summary>
    public static Deprecation? Read(ParseContext context, ISymbol symbol, string path)
    {
        if (symbol.FindAttribute(MetadataNames.Obsolete) is not { } attribute)
        {
            return null;
        }

        if (attribute.Positional(1) is true)
        {
            context.Report(ContractRules.ObsoleteError, symbol.Place(), path);
        }

        return new Deprecation(attribute.Positional(0) as string);
    }
}
