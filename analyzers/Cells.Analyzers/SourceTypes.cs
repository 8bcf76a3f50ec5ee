using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>Lists the types that a project declares.</summary>
internal static class SourceTypes
{
    /// <summary>Every type of the compilation's own assembly, nested ones too, in a stable order.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Of(Compilation compilation) => [.. In(compilation.Assembly.GlobalNamespace)];

    private static IEnumerable<INamedTypeSymbol> In(INamespaceOrTypeSymbol container)
    {
        foreach (INamedTypeSymbol type in container.GetTypeMembers())
        {
            yield return type;
            foreach (INamedTypeSymbol nested in In(type))
            {
                yield return nested;
            }
        }

        foreach (INamespaceSymbol space in container.GetMembers().OfType<INamespaceSymbol>())
        {
            foreach (INamedTypeSymbol type in In(space))
            {
                yield return type;
            }
        }
    }
}
