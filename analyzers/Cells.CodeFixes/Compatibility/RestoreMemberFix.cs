using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Cells.CodeFixes;

/// <summary>CELL2203, CELL2204, CELL2402: restores a member or a value that consumers still use, as <c>[Obsolete]</c>.</summary>
/// <remarks>A restored member is optional, so that the project's own constructions of the type compile as they are. One that would need a value nobody can guess has no fix.</remarks>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RestoreMemberFix)), Shared]
internal sealed class RestoreMemberFix : SyntaxFix
{
    private const string ValueRemoved = "CELL2402";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CELL2203", "CELL2204", ValueRemoved];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        string? name = site.Diagnostic.OldName();
        if (name is null || !SyntaxFacts.IsValidIdentifier(name) || site.Diagnostic.Before() is not { } before)
        {
            yield break;
        }

        string title = $"Restore '{name}' as [Obsolete]";
        string reason = Reason(site.Diagnostic);
        switch (site.Node)
        {
            case EnumDeclarationSyntax declaration when site.Diagnostic.Id == ValueRemoved && !declaration.Members.Any(member => member.Identifier.ValueText == name):
                yield return new Remedy(title, nameof(RestoreMemberFix), declaration, editor =>
                    editor.ReplaceNode(declaration, (current, _) => WithValue((EnumDeclarationSyntax)current, name, reason)));
                break;
            case TypeDeclarationSyntax declaration when site.Declared is INamedTypeSymbol type && type.GetMembers(name).IsEmpty && Member(site, declaration, name, before, reason) is { } restore:
                yield return new Remedy(title, nameof(RestoreMemberFix), declaration, editor => editor.ReplaceNode(declaration, (current, _) => restore((TypeDeclarationSyntax)current)));
                break;
        }
    }

    private static string Reason(Diagnostic diagnostic) => diagnostic.Property(FindingProperties.Consumers) is { Length: > 0 and < 80 } consumers
        ? $"Kept for {string.Join(", ", consumers.Split(','))}."
        : "Kept for consumers that use it.";

    // `required string Note = "x"`: how findings write a member.
    private static Func<TypeDeclarationSyntax, TypeDeclarationSyntax>? Member(FixSite site, TypeDeclarationSyntax declaration, string name, string before, string reason)
    {
        if (SyntaxFactory.ParseMemberDeclaration($"public {before};") is not FieldDeclarationSyntax { ContainsDiagnostics: false } field)
        {
            return null;
        }

        int place = declaration.OpenBraceToken.IsKind(SyntaxKind.None) ? declaration.Identifier.Span.End : declaration.OpenBraceToken.Span.End;
        TypeSyntax written = field.Declaration.Type.WithoutTrivia();
        if (site.Model.GetSpeculativeTypeInfo(place, written, SpeculativeBindingOption.BindAsTypeOrNamespace).Type is not { TypeKind: not TypeKind.Error } type)
        {
            return null;
        }

        // An annotation at the top of a reference type is not part of what binding a lone type gives.
        ITypeSymbol annotated = written is NullableTypeSyntax && type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.Annotated) : type;
        string text = annotated.ToMinimalDisplayString(site.Model, NullableFlowState.None, place);
        text = annotated is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } && !text.EndsWith("?", StringComparison.Ordinal) ? text + "?" : text;
        if (declaration is RecordDeclarationSyntax { ParameterList: not null } && DefaultValues.OfParameter(annotated) is { } value)
        {
            return current => WithParameter(current, $"[property: System.Obsolete({Literal(reason)})] {text} {name} = {value}");
        }

        ExpressionSyntax? initializer = DefaultValues.OfProperty(annotated);
        return DefaultValues.HasZero(annotated) || initializer is not null
            ? current => WithProperty(current, $"[System.Obsolete({Literal(reason)})]", $"public {text} {name} {{ get; init; }}{(initializer is null ? "" : $" = {initializer};")}")
            : null;
    }

    private static TypeDeclarationSyntax WithParameter(TypeDeclarationSyntax declaration, string text)
    {
        ParameterSyntax parameter = SyntaxFactory.ParseParameterList($"({text})").Parameters[0];
        ParameterListSyntax list = declaration.ParameterList!;
        SeparatedSyntaxList<ParameterSyntax> parameters = list.Parameters.Count == 0
            ? list.Parameters.Add(parameter)
            : SyntaxFactory.SeparatedList<ParameterSyntax>(list.Parameters.GetWithSeparators()
                .Add(SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space))).Add(parameter));
        return declaration.WithParameterList(list.WithParameters(parameters).WithAdditionalAnnotations(Simplification));
    }

    private static TypeDeclarationSyntax WithProperty(TypeDeclarationSyntax declaration, string attribute, string property)
    {
        string end = LineEnds.Of(declaration).ToString();
        MemberDeclarationSyntax member = SyntaxFactory.ParseMemberDeclaration(string.Concat(declaration.Members.Count == 0 ? "" : end, attribute, end, property, end))!
            .WithAdditionalAnnotations(Formatter.Annotation, Simplification);
        if (!declaration.OpenBraceToken.IsKind(SyntaxKind.None))
        {
            return declaration.AddMembers(member);
        }

        SyntaxToken open = SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(end)), SyntaxKind.OpenBraceToken, SyntaxFactory.TriviaList(SyntaxFactory.EndOfLine(end)));
        SyntaxToken close = SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(declaration.GetTrailingTrivia());
        return ((TypeDeclarationSyntax)declaration.WithSemicolonToken(default))
            .WithOpenBraceToken(open)
            .WithMembers(SyntaxFactory.SingletonList(member))
            .WithCloseBraceToken(close)
            .WithAdditionalAnnotations(Formatter.Annotation);
    }

    // At the end: values are told apart by name, so that the number does not matter.
    private static EnumDeclarationSyntax WithValue(EnumDeclarationSyntax declaration, string name, string reason)
    {
        EnumMemberDeclarationSyntax value = SyntaxFactory.EnumMemberDeclaration(name)
            .WithAttributeLists([SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(Attribute(reason))).WithTrailingTrivia(SyntaxFactory.Space)]);
        SyntaxNodeOrTokenList members = declaration.Members.GetWithSeparators();
        if (declaration.Members.Count == 0)
        {
            return declaration.AddMembers(value);
        }

        // The layout of the last value is that of the new one: on a line of its own, or beside it.
        EnumMemberDeclarationSyntax last = declaration.Members.Last();
        bool isTrailing = members.Count == declaration.Members.Count * 2;
        SyntaxTriviaList end = isTrailing ? members[members.Count - 1].GetTrailingTrivia() : last.GetTrailingTrivia();
        bool isOnOwnLine = last.GetLeadingTrivia().Any(SyntaxKind.WhitespaceTrivia) || end.Any(SyntaxKind.EndOfLineTrivia);
        SyntaxTriviaList indentation = SyntaxFactory.TriviaList(last.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        SyntaxToken comma = SyntaxFactory.Token(
            SyntaxFactory.TriviaList(), SyntaxKind.CommaToken, SyntaxFactory.TriviaList(isOnOwnLine ? LineEnds.Of(declaration) : SyntaxFactory.Space));
        SyntaxNodeOrToken[] tail = isTrailing
            ? [value.WithLeadingTrivia(indentation), SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.CommaToken, end)]
            : [comma, value.WithLeadingTrivia(isOnOwnLine ? indentation : SyntaxFactory.TriviaList()).WithTrailingTrivia(end)];
        SyntaxNodeOrTokenList head = isTrailing ? members : members.Replace(members[members.Count - 1], last.WithTrailingTrivia());
        return declaration.WithMembers(SyntaxFactory.SeparatedList<EnumMemberDeclarationSyntax>(head.AddRange(tail)));
    }

    private static AttributeSyntax Attribute(string reason) => SyntaxFactory
        .Attribute(SyntaxFactory.ParseName("System.Obsolete"))
        .WithArgumentList(SyntaxFactory.ParseAttributeArgumentList($"({Literal(reason)})"))
        .WithAdditionalAnnotations(Simplification);

    private static SyntaxAnnotation Simplification => Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation;

    private static string Literal(string text) => SyntaxFactory.Literal(text).ToString();
}
