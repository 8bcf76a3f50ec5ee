using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators;

/// <summary>
/// The rules for types that are also MemoryPack's: what its attributes ask for and Cells has no form for is refused, rather than written in another form without a word.
/// </summary>
internal static class WireFormRules
{
    // By their simple names: a project that has the attributes may have them from a copy.
    private const string Packable = "MemoryPackableAttribute";
    private const string UnionCase = "MemoryPackUnionAttribute";

    /// <summary>Reports what <paramref name="type"/> asks for.</summary>
    public static void Check(ParseContext context, INamedTypeSymbol type, string path)
    {
        foreach (AttributeData attribute in type.GetAttributes().Where(static attribute => attribute.AttributeClass?.Name == Packable))
        {
            string? form = attribute.ConstructorArguments.Select(static argument => argument.ToCSharpString()).Select(static argument =>
                argument.EndsWith(".VersionTolerant", StringComparison.Ordinal) ? "version-tolerant objects"
                : argument.EndsWith(".CircularReference", StringComparison.Ordinal) ? "objects that refer back to each other"
                : null).FirstOrDefault(static form => form is not null);
            if (form is not null)
            {
                context.Report(ContractRules.OtherWireForm, type.Place(), path, type.Display(), form);
            }
        }

        int[] tags =
        [
            .. type.GetAttributes()
                .Where(static attribute => attribute.AttributeClass?.Name == UnionCase)
                .Select(static attribute => attribute.Positional(0) is { } tag ? Convert.ToInt32(tag, CultureInfo.InvariantCulture) : 0)
                .OrderBy(static tag => tag),
        ];
        if (tags.Where(static (tag, index) => tag != index).Any())
        {
            context.Report(ContractRules.OtherWireForm, type.Place(), path, type.Display(), $"the union tags {string.Join(", ", tags)}");
        }
    }
}
