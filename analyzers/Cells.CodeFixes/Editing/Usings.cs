using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>Adds the using that a type needs.</summary>
internal static class Usings
{
    /// <summary>Adds a using for <paramref name="type"/>, unless its simple name means it at <paramref name="place"/> already.</summary>
    public static void Add(SyntaxEditor editor, FixSite site, SyntaxNode place, INamedTypeSymbol type)
    {
        bool isInScope = site.Model.LookupNamespacesAndTypes(place.SpanStart, name: type.Name).Contains(type, SymbolEqualityComparer.Default);
        if (!isInScope && !type.ContainingNamespace.IsGlobalNamespace && site.Root is CompilationUnitSyntax)
        {
            string name = type.ContainingNamespace.ToDisplayString();
            editor.ReplaceNode(site.Root, (current, _) => With((CompilationUnitSyntax)current, name));
        }
    }

    private static CompilationUnitSyntax With(CompilationUnitSyntax unit, string name)
    {
        if (unit.Usings.Any(directive => directive.Name?.ToString() == name && directive.Alias is null))
        {
            return unit;
        }

        UsingDirectiveSyntax added = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name)).NormalizeWhitespace().WithTrailingTrivia(LineEnds.Of(unit));
        if (unit.Usings.Count == 0)
        {
            SyntaxTriviaList leading = unit.GetLeadingTrivia();
            int header = EndOfHeader(leading);
            CompilationUnitSyntax rest = unit.WithLeadingTrivia(leading.Skip(header));
            SyntaxTrivia[] gap = leading.Skip(header).Any(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) ? [] : [LineEnds.Of(unit)];
            return rest.WithUsings([added.WithLeadingTrivia(leading.Take(header)).WithTrailingTrivia(added.GetTrailingTrivia().AddRange(gap))]);
        }

        int index = 0;
        while (index < unit.Usings.Count && IsBefore(unit.Usings[index], name))
        {
            index++;
        }

        if (index > 0)
        {
            return unit.WithUsings(unit.Usings.Insert(index, added));
        }

        // What stands above the first using, such as a licence, stays on top.
        UsingDirectiveSyntax first = unit.Usings[0];
        return unit.WithUsings(unit.Usings.Replace(first, first.WithLeadingTrivia()).Insert(0, added.WithLeadingTrivia(first.GetLeadingTrivia())));
    }

    // The System namespaces first, as `dotnet format` sorts them.
    private static bool IsBefore(UsingDirectiveSyntax directive, string name) =>
        directive.Alias is null
        && directive.StaticKeyword.IsKind(SyntaxKind.None)
        && (IsSystem(directive.Name!.ToString()), IsSystem(name)) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ => string.CompareOrdinal(directive.Name.ToString(), name) < 0,
        };

    private static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);

    // Comments and directives above the first blank line.
    private static int EndOfHeader(SyntaxTriviaList leading)
    {
        int end = 0;
        for (int i = 0; i < leading.Count; i++)
        {
            if (leading[i].IsDirective || (leading[i].IsKind(SyntaxKind.EndOfLineTrivia) && i > 0 && leading[i - 1].Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia))
            {
                end = i + 1;
            }
            else if (leading[i].IsKind(SyntaxKind.EndOfLineTrivia) || leading[i].HasStructure)
            {
                break;
            }
        }

        return end;
    }
}
