using System.Collections.Immutable;
using System.Composition;
using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Cells.CodeFixes;

/// <summary>CELL1009: adds the constructor that takes every member.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddConstructorFix)), Shared]
internal sealed class AddConstructorFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [ContractRules.NoConstructor];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        // A type with parameters in its header would have to pass them on, which only its author can.
        if (site.Node is not TypeDeclarationSyntax { ParameterList: null, OpenBraceToken.RawKind: not 0 } declaration || site.Declared is not INamedTypeSymbol type
            || !CanCallBase(type))
        {
            yield break;
        }

        List<MemberCandidate> members = MemberCandidate.Collect(new ParseContext(site.Compilation, new Generators.ParseOptions(), site.Cancel), type, type.Name);
        bool isTaken = type.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Select(static parameter => parameter.Type).SequenceEqual(members.Select(static member => member.Type), SymbolEqualityComparer.Default));
        if (!isTaken && members.All(member => member.IsSettable || IsOwn(member, type)))
        {
            yield return new Remedy(
                $"Add a constructor for the members of '{type.Name}'",
                nameof(AddConstructorFix),
                declaration,
                editor => editor.ReplaceNode(declaration, (current, _) => With((TypeDeclarationSyntax)current, Constructor(site, declaration, type, members))));
        }
    }

    private static bool CanCallBase(INamedTypeSymbol type) => type.BaseType is null || type.BaseType.InstanceConstructors.Any(static constructor =>
        constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility != Accessibility.Private);

    private static bool IsOwn(MemberCandidate member, INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(member.Symbol.ContainingType, type);

    private static ConstructorDeclarationSyntax Constructor(FixSite site, TypeDeclarationSyntax declaration, INamedTypeSymbol type, List<MemberCandidate> members)
    {
        List<string> parameters = [];
        List<string> assignments = [];
        foreach (MemberCandidate member in members)
        {
            string name = ParameterName(member.Name);
            string target = name.TrimStart('@') == member.Name ? "this." + name : member.Name;
            parameters.Add($"{member.Type.ToMinimalDisplayString(site.Model, declaration.OpenBraceToken.Span.End)} {name}");
            assignments.Add($"{target} = {name};");
        }

        string end = LineEnds.Of(declaration).ToString();
        string text = string.Join(end, [$"public {type.Name}({string.Join(", ", parameters)})", "{", .. assignments, "}", string.Empty]);
        return (ConstructorDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(text)!.WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static string ParameterName(string member)
    {
        string name = char.ToLowerInvariant(member[0]) + member.Substring(1);
        return SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
    }

    // Behind the constructors that are there; the first member otherwise.
    private static TypeDeclarationSyntax With(TypeDeclarationSyntax declaration, ConstructorDeclarationSyntax constructor)
    {
        int index = declaration.Members.LastIndexOf(static member => member is ConstructorDeclarationSyntax) + 1;
        SyntaxTrivia line = LineEnds.Of(declaration);
        ConstructorDeclarationSyntax separated = index > 0
            ? constructor.WithLeadingTrivia(constructor.GetLeadingTrivia().Insert(0, line))
            : constructor.WithTrailingTrivia(constructor.GetTrailingTrivia().Add(line));
        return declaration.WithMembers(declaration.Members.Insert(index, separated));
    }
}
