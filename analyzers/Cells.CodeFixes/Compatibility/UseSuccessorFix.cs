using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using Cells.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL2521, in a consumer: switches to the member that the deprecation names, <c>[Obsolete("Use Get.")]</c>, where it fits in its place.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseSuccessorFix)), Shared]
internal sealed class UseSuccessorFix : SyntaxFix
{
    private const string Async = "Async";

    private static readonly Regex Successor = new(@"\buse\s+(?:the\s+)?['`""]?(?:[\p{L}_][\p{L}\p{N}_]*\.)*(?<name>[\p{L}_][\p{L}\p{N}_]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["CELL2521"];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        foreach (SimpleNameSyntax use in site.Node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
        {
            if (site.Model.GetSymbolInfo(use, site.Cancel).Symbol is { ContainingType: not null } symbol && Name(symbol) is { } name && Fits(site, use, name))
            {
                yield return new Remedy($"Use '{name}'", nameof(UseSuccessorFix), use, editor => editor.ReplaceNode(use, (current, _) => With((SimpleNameSyntax)current, name)));
                yield break;
            }
        }
    }

    private static string? Name(ISymbol symbol)
    {
        if (symbol.FindAttribute(MetadataNames.Obsolete)?.Positional(0) is not string message || Successor.Match(message) is not { Success: true } match)
        {
            return null;
        }

        // The message names the call; a client has it in two forms.
        string name = match.Groups["name"].Value;
        bool isAsync = symbol is IMethodSymbol && symbol.Name.EndsWith(Async, StringComparison.Ordinal) && !symbol.ContainingType.GetMembers(SymbolNames.WithoutAsync(name) + Async).IsEmpty;
        string form = isAsync ? SymbolNames.WithoutAsync(name) + Async : name;
        return form != symbol.Name && !symbol.ContainingType.GetMembers(form).IsEmpty ? form : null;
    }

    // Bound in the place of the old one, with its arguments, and of a type that converts to what was there.
    private static bool Fits(FixSite site, SimpleNameSyntax use, string name)
    {
        ExpressionSyntax whole = use;
        while (whole.Parent is MemberAccessExpressionSyntax access && access.Name == whole)
        {
            whole = access;
        }

        if (whole.Parent is InvocationExpressionSyntax invocation && invocation.Expression == whole)
        {
            whole = invocation;
        }

        ExpressionSyntax changed = whole.ReplaceNode(use, With(use, name));
        SymbolInfo bound = site.Model.GetSpeculativeSymbolInfo(whole.SpanStart, changed, SpeculativeBindingOption.BindAsExpression);
        ITypeSymbol? type = site.Model.GetSpeculativeTypeInfo(whole.SpanStart, changed, SpeculativeBindingOption.BindAsExpression).Type;
        ITypeSymbol? former = site.Model.GetTypeInfo(whole, site.Cancel).Type;
        return bound.Symbol is not null && type is not null && former is not null && site.Compilation.ClassifyCommonConversion(type, former) is { Exists: true, IsImplicit: true };
    }

    private static SimpleNameSyntax With(SimpleNameSyntax use, string name) =>
        use.WithIdentifier(SyntaxFactory.Identifier(use.Identifier.LeadingTrivia, name, use.Identifier.TrailingTrivia));
}
