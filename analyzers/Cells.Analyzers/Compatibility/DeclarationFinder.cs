using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>Finds the declaration that a finding is about in the producer's code.</summary>
internal sealed class DeclarationFinder
{
    private readonly INamedTypeSymbol _cell;
    private readonly CellSchema _schema;
    private readonly Dictionary<string, INamedTypeSymbol> _types = new(StringComparer.Ordinal);

    /// <param name="cell">The <c>[Cell]</c> class.</param>
    /// <param name="schema">Its contract.</param>
    /// <param name="types">Every type that the project declares.</param>
    public DeclarationFinder(INamedTypeSymbol cell, CellSchema schema, IEnumerable<INamedTypeSymbol> types)
    {
        _cell = cell;
        _schema = schema;
        foreach (INamedTypeSymbol type in types)
        {
            _types[type.SchemaName()] = type;
        }
    }

    /// <summary>The type whose analysis reports the finding, and the place in it: the declaration, what contained it when it is gone, the cell class when that is gone too.</summary>
    public (INamedTypeSymbol Type, Location? Place) Find(CompatibilityFinding finding)
    {
        if (finding.DeclaringType is null || string.Equals(finding.DeclaringType, _schema.Contract, StringComparison.Ordinal))
        {
            return (_cell, FindInCall(finding) ?? _cell.Place());
        }

        if (!_types.TryGetValue(finding.DeclaringType, out INamedTypeSymbol? type))
        {
            return (_cell, _cell.Place());
        }

        return (type, FindMember(type, finding.DeclaredName)?.Place() ?? type.Place());
    }

    private static ISymbol? FindMember(INamedTypeSymbol type, string? name)
    {
        for (INamedTypeSymbol? level = name is null ? null : type; level is not null; level = level.BaseType)
        {
            // A member of a base type stands in that type's part of a file, which the analysis of this type does not report for.
            if (level.GetMembers(name!).FirstOrDefault(static member => member is IPropertySymbol or IFieldSymbol) is { } member)
            {
                return SymbolEqualityComparer.Default.Equals(level, type) ? member : null;
            }
        }

        return null;
    }

    private Location? FindInCall(CompatibilityFinding finding)
    {
        if (FindCall(CallOf(finding)) is not { } method)
        {
            return null;
        }

        IParameterSymbol? parameter = finding.DeclaredName is null
            ? null
            : method.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, finding.DeclaredName, StringComparison.Ordinal));
        return parameter?.Place() ?? method.Place();
    }

    // `Orders.Find(limit)`, `Orders.Get:result[]`, `Orders.Get!NotFound`.
    private static string? CallOf(CompatibilityFinding finding)
    {
        int start = finding.Path.IndexOf('.') + 1;
        int end = finding.Path.IndexOfAny(['(', ':', '!'], start);
        return start == 0 ? null : finding.Path.Substring(start, (end < 0 ? finding.Path.Length : end) - start);
    }

    private IMethodSymbol? FindCall(string? name)
    {
        // The path of what is gone has the consumers' name of its call.
        string? current = name is null ? null : _schema.FindCall(name)?.Name ?? _schema.Calls.FirstOrDefault(call => call.OldNames.Contains(name))?.Name;
        return current is null
            ? null
            : _cell.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(method =>
                (method.HasAttribute(MetadataNames.Call) || method.HasAttribute(MetadataNames.Event)) && string.Equals(SymbolNames.WithoutAsync(method.Name), current, StringComparison.Ordinal));
    }
}
