using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>What the client generator reports. An id is never reused.</summary>
internal static class ClientRules
{
    /// <summary>Args: dependency, path with line and column, the reader's message.</summary>
    public static readonly DiagnosticDescriptor Unreadable = Create(
        "CELL3002",
        "A dependency's schema cannot be read",
        DiagnosticSeverity.Error,
        "The schema of '{0}' cannot be read: {1}: {2}");

    /// <summary>Args: name, first dependency with path, second dependency with path, first difference, what to do.</summary>
    public static readonly DiagnosticDescriptor Disagreement = Create(
        "CELL3003",
        "Two dependencies disagree about a type",
        DiagnosticSeverity.Error,
        "'{0}' is one thing in {1} and another in {2}: {3}. {4}");

    private static DiagnosticDescriptor Create(string id, string title, DiagnosticSeverity severity, string message) => new(
        id,
        title,
        message,
        category: "Cells.Usage",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.LinkOf(id));
}
