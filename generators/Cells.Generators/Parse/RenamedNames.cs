using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads <c>[Renamed]</c> on the symbols of one scope, in which a name may stand for one of them only.</summary>
internal sealed class RenamedNames(ParseContext context)
{
    private readonly List<(string OldName, string Path, Location? Place)> _found = [];

    /// <summary>The old names of <paramref name="symbol"/>, and of the property that a positional parameter makes, ordered by name.</summary>
    public EquatableArray<string> Read(ISymbol symbol, string path, ISymbol? second = null)
    {
        List<string> names = [];
        foreach (AttributeData attribute in second is null ? symbol.GetAttributes() : symbol.GetAttributes().AddRange(second.GetAttributes()))
        {
            if (!attribute.AttributeClass.Is(MetadataNames.Renamed))
            {
                continue;
            }

            string oldName = attribute.Positional(0) as string ?? string.Empty;
            string current = symbol is IMethodSymbol ? SymbolNames.WithoutAsync(symbol.Name) : symbol.Name;
            Location? place = symbol.Place();
            if (symbol is IMethodSymbol)
            {
                oldName = SymbolNames.WithoutAsync(oldName);
            }

            if (!IsName(oldName, allowDots: symbol is INamedTypeSymbol))
            {
                context.Report(ContractRules.Renamed, place, path, oldName, "it is no C# name");
            }
            else if (string.Equals(oldName, current, StringComparison.Ordinal))
            {
                context.Report(ContractRules.Renamed, place, path, oldName, "it is the present name");
            }
            else if (!names.Contains(oldName))
            {
                names.Add(oldName);
                _found.Add((oldName, path, place));
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names.ToEquatableArray();
    }

    /// <summary>Reports old names that are somebody's present name, or the old name of two.</summary>
    public void CheckAgainst(IEnumerable<string> presentNames)
    {
        HashSet<string> present = new(presentNames, StringComparer.Ordinal);
        Dictionary<string, string> owners = new(StringComparer.Ordinal);
        foreach ((string oldName, string path, Location? place) in _found)
        {
            if (present.Contains(oldName))
            {
                context.Report(ContractRules.Renamed, place, path, oldName, "another one has that name now");
            }
            else if (owners.TryGetValue(oldName, out string? owner))
            {
                context.Report(ContractRules.Renamed, place, path, oldName, $"'{owner}' claims it too");
            }
            else
            {
                owners.Add(oldName, path);
            }
        }
    }

    private static bool IsName(string text, bool allowDots) =>
        text.Length > 0 && (allowDots ? text.Split('.') : [text]).All(Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier);
}
