namespace Cells.Schema;

/// <summary>A public type beside the cell's class that no call reaches. It is no part of the contract: consumers get neither the type nor its shape.</summary>
/// <param name="Name">The full name: <c>Shop.Draft</c>.</param>
/// <param name="Digest">Sixteen hexadecimal digits that stand for what the type declares publicly.</param>
public sealed record UnreachedType(string Name, string Digest)
{
    /// <summary>The number of digits.</summary>
    public const int DigestLength = 16;

    /// <summary>The digest of a type that is described by <paramref name="declaration"/>.</summary>
    public static string DigestOf(string declaration) => ContentHash.Of(declaration, DigestLength);
}
