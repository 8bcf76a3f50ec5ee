using System.Collections.Immutable;
using System.Composition;
using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>CELL2110, CELL2112, CELL2117, CELL2201, CELL2202, CELL2208: lets consumers leave out what they do not know.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeOptionalFix)), Shared]
internal sealed class MakeOptionalFix : SyntaxFix
{
    private const string DefaultRemoved = "CELL2117";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CELL2110", "CELL2112", DefaultRemoved, "CELL2201", "CELL2202", "CELL2208"];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        switch (site.Node)
        {
            case ParameterSyntax { Default: null, Type: not null } parameter when CanHaveDefault(site, parameter):
                yield return new Remedy($"Give '{parameter.Identifier.ValueText}' a default", "Default", parameter, editor => GiveDefault(editor, site, parameter));
                break;
            case PropertyDeclarationSyntax property when property.Modifiers.Any(SyntaxKind.RequiredKeyword) && site.Declared is IPropertySymbol { Type: var type }:
                yield return new Remedy($"Make '{property.Identifier.ValueText}' optional", "Optional", property, editor =>
                    editor.ReplaceNode(property, (current, _) => Optional((PropertyDeclarationSyntax)current, type)));
                break;
        }
    }

    // C# wants optional parameters last; a token behind them can be one.
    private static bool CanHaveDefault(FixSite site, ParameterSyntax parameter) =>
        site.Declared is IParameterSymbol { ContainingSymbol: IMethodSymbol method } symbol
        && method.Parameters.Skip(symbol.Ordinal + 1).All(static later => later.HasExplicitDefaultValue || later.Type.Is(MetadataNames.CancellationToken))
        && parameter.Parent is ParameterListSyntax;

    private static void GiveDefault(SyntaxEditor editor, FixSite site, ParameterSyntax parameter)
    {
        ITypeSymbol type = ((IParameterSymbol)site.Declared!).Type;
        ExpressionSyntax? value = FormerDefault(site, parameter, type) ?? DefaultValues.OfParameter(type);
        editor.ReplaceNode(parameter, (current, _) =>
        {
            ParameterSyntax changed = (ParameterSyntax)current;
            changed = value is null ? changed.WithType(NullableEditing.Mark(changed.Type!)) : changed;
            return With(changed, value ?? SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression));
        });
        ParameterListSyntax list = (ParameterListSyntax)parameter.Parent!;
        foreach (ParameterSyntax later in list.Parameters.Skip(list.Parameters.IndexOf(parameter) + 1).Where(static later => later.Default is null))
        {
            editor.ReplaceNode(later, static (current, _) =>
                With((ParameterSyntax)current, SyntaxFactory.LiteralExpression(SyntaxKind.DefaultLiteralExpression, SyntaxFactory.Token(SyntaxKind.DefaultKeyword))));
        }
    }

    // What the consumers' declaration gave it: `20` where only the default is gone, `int limit = 20` otherwise.
    private static ExpressionSyntax? FormerDefault(FixSite site, ParameterSyntax parameter, ITypeSymbol type)
    {
        string before = site.Diagnostic.Before() ?? string.Empty;
        string marker = $" {parameter.Identifier.ValueText} = ";
        int index = before.IndexOf(marker, StringComparison.Ordinal);
        if (index < 0 && site.Diagnostic.Id != DefaultRemoved)
        {
            return null;
        }

        ExpressionSyntax value = SyntaxFactory.ParseExpression(index < 0 ? before : before.Substring(index + marker.Length));
        bool isLiteral = value is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax } && !value.ContainsDiagnostics;
        return isLiteral && site.Model.GetSpeculativeTypeInfo(parameter.SpanStart, value, SpeculativeBindingOption.BindAsExpression).Type is { } literal
            && site.Compilation.ClassifyConversion(literal, type) is { IsImplicit: true } or { IsIdentity: true }
            ? value
            : null;
    }

    private static ParameterSyntax With(ParameterSyntax parameter, ExpressionSyntax value) => parameter
        .WithIdentifier(parameter.Identifier.WithTrailingTrivia(SyntaxFactory.Space))
        .WithDefault(SyntaxFactory.EqualsValueClause(SyntaxFactory.Token(SyntaxFactory.TriviaList(), SyntaxKind.EqualsToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)), value))
        .WithTrailingTrivia(parameter.GetTrailingTrivia());

    private static PropertyDeclarationSyntax Optional(PropertyDeclarationSyntax property, ITypeSymbol type)
    {
        PropertyDeclarationSyntax optional = Modifiers.Remove(property, SyntaxKind.RequiredKeyword);
        if (optional.Initializer is not null || DefaultValues.HasZero(type))
        {
            return optional;
        }

        return DefaultValues.OfProperty(type) is { } value ? Initialized(optional, value) : optional.WithType(NullableEditing.Mark(optional.Type));
    }

    private static PropertyDeclarationSyntax Initialized(PropertyDeclarationSyntax property, ExpressionSyntax value)
    {
        SyntaxToken equals = SyntaxFactory.Token(SyntaxFactory.TriviaList(SyntaxFactory.Space), SyntaxKind.EqualsToken, SyntaxFactory.TriviaList(SyntaxFactory.Space));
        return property.WithoutTrailingTrivia()
            .WithInitializer(SyntaxFactory.EqualsValueClause(equals, value))
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            .WithTrailingTrivia(property.GetTrailingTrivia());
    }
}
