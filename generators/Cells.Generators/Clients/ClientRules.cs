using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>What the client generator reports. An id is never reused.</summary>
internal static class ClientRules
{
    /// <summary>Args: dependency, its calls with callbacks.</summary>
    public static readonly DiagnosticDescriptor NotCarried = Create(
        "CELL3001",
        "Callbacks are not generated yet",
        DiagnosticSeverity.Info,
        "The client of '{0}' leaves out {1}: this version of the runtime does not carry their callbacks");

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
