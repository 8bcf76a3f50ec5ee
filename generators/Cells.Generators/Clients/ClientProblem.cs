using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cells.Generators;

/// <summary>Something to report about a schema file.</summary>
/// <param name="Rule">Which of <see cref="ClientRules"/>.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The line from 1; 0 for the file as a whole.</param>
/// <param name="Column">The column from 1; 0 for the file as a whole.</param>
/// <param name="Arguments">What the message is filled with.</param>
internal sealed record ClientProblem(DiagnosticDescriptor Rule, string Path, int Line, int Column, EquatableArray<string> Arguments)
{
    /// <summary>The problem as a diagnostic at its place in the file.</summary>
    public Diagnostic ToDiagnostic()
    {
        LinePosition place = new(Math.Max(0, Line - 1), Math.Max(0, Column - 1));
        Location location = Location.Create(Path, default, new LinePositionSpan(place, place));
        return Diagnostic.Create(Rule, location, [.. Arguments]);
    }
}
