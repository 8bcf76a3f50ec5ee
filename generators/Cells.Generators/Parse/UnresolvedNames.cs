using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Describes names that the compilation cannot explain, so that binding can look them up as C# would.</summary>
internal sealed class UnresolvedNames(ParseContext context)
{
    private IReadOnlyList<string>? _globalUsings;

    /// <summary>The name of an error symbol that stands in <paramref name="syntax"/>.</summary>
    public UnresolvedName Describe(INamedTypeSymbol error, SyntaxNode? syntax)
    {
        List<string> parts = [error.Name];
        ISymbol? container = error.ContainingSymbol;
        while (container is INamedTypeSymbol outer)
        {
            parts.Insert(0, outer.Name);
            container = outer.ContainingSymbol;
        }

        // A qualifier that the compiler did find is a namespace, and already whole.
        bool isAbsolute = container is INamespaceSymbol { IsGlobalNamespace: false };
        if (isAbsolute)
        {
            parts.Insert(0, container!.ToDisplayString());
        }

        return new UnresolvedName(string.Join(".", parts), error.Arity, isAbsolute, isAbsolute || syntax is null ? [] : ScopesOf(syntax));
    }

    private EquatableArray<NameScope> ScopesOf(SyntaxNode syntax)
    {
        List<NameScope> scopes = [];
        string space = string.Empty;
        foreach (SyntaxNode node in syntax.AncestorsAndSelf().Reverse())
        {
            switch (node)
            {
                case CompilationUnitSyntax unit:
                    scopes.Add(new NameScope(string.Empty, Imports(unit.Usings, string.Empty).Concat(GlobalUsings()).Distinct().ToEquatableArray()));
                    break;
                case BaseNamespaceDeclarationSyntax declaration:
                    AddNamespace(scopes, declaration, ref space);
                    break;
                default:
                    break;
            }
        }

        scopes.Reverse();
        return scopes.ToEquatableArray();
    }

    private static void AddNamespace(List<NameScope> scopes, BaseNamespaceDeclarationSyntax declaration, ref string space)
    {
        // `namespace A.B` is looked up in A.B with the declaration's usings, then in A.
        string[] names = NameText(declaration.Name).Split('.');
        for (int i = 0; i < names.Length; i++)
        {
            space = space.Length == 0 ? names[i] : $"{space}.{names[i]}";
            scopes.Add(new NameScope(space, i == names.Length - 1 ? Imports(declaration.Usings, space).ToEquatableArray() : []));
        }
    }

    private static IEnumerable<string> Imports(SyntaxList<UsingDirectiveSyntax> usings, string space)
    {
        foreach (UsingDirectiveSyntax directive in usings)
        {
            if (directive is { Alias: null, Name: { } name } && directive.StaticKeyword.IsKind(SyntaxKind.None) && directive.GlobalKeyword.IsKind(SyntaxKind.None))
            {
                string text = NameText(name);
                yield return text;

                // A using inside a namespace may be relative to it.
                for (string outer = space; outer.Length > 0; outer = outer.LastIndexOf('.') is int dot and >= 0 ? outer.Substring(0, dot) : string.Empty)
                {
                    yield return $"{outer}.{text}";
                }
            }
        }
    }

    private IReadOnlyList<string> GlobalUsings()
    {
        if (_globalUsings is null)
        {
            List<string> found = [];
            foreach (SyntaxTree tree in context.Compilation.SyntaxTrees)
            {
                if (tree.GetRoot(context.Cancel) is CompilationUnitSyntax unit)
                {
                    found.AddRange(unit.Usings
                        .Where(static directive => directive.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword)
                            && directive.StaticKeyword.IsKind(SyntaxKind.None)
                            && directive is { Alias: null, Name: not null })
                        .Select(static directive => NameText(directive.Name!)));
                }
            }

            _globalUsings = [.. found.Distinct().OrderBy(static name => name, StringComparer.Ordinal)];
        }

        return _globalUsings;
    }

    private static string NameText(NameSyntax name)
    {
        string text = string.Concat(name.DescendantTokens().Select(static token => token.ValueText));
        int alias = text.IndexOf("::", StringComparison.Ordinal);
        return alias < 0 ? text : text.Substring(alias + 2);
    }
}
