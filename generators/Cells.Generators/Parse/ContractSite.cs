using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Where in a contract a type stands.</summary>
/// <param name="Path">The path from the call or type that reached it: <c>Catalog.Get(sku)</c>, <c>Order.Lines[].Tag</c>.</param>
/// <param name="Place">The declaration to blame.</param>
/// <param name="Syntax">The declaration, whose usings and namespaces are in scope; null when it is not in source.</param>
/// <param name="IsSignature">The type stands in a call's signature: paths into it start anew, at its own name.</param>
internal readonly record struct ContractSite(string Path, Location? Place, SyntaxNode? Syntax, bool IsSignature)
{
    /// <summary>The site of a symbol's declaration.</summary>
    public static ContractSite Of(ISymbol symbol, string path, bool isSignature, CancellationToken cancel) =>
        new(path, symbol.Place(), symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancel), isSignature);

    /// <summary>A part of the type that stands here.</summary>
    public ContractSite Part(string suffix) => this with { Path = Path + suffix };

    /// <summary>The path that the members of a type that stands here begin with.</summary>
    public string Root(INamedTypeSymbol type) => IsSignature ? type.Name : Path;
}
