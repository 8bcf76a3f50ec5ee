namespace Cells.Wire;

/// <summary>Bytes that are no value of the expected type, or a value that the format cannot hold.</summary>
/// <remarks>
/// On the wire it fails one call with <see cref="CellStatus.InvalidArgument"/> or <see cref="CellStatus.DataLoss"/>, never the connection.
/// Codecs name the type that they fail in; a server names the member instead, for which it walks the request again by the schema: <c>order.Lines[3].Price</c>.
/// </remarks>
public sealed class CellFormatException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="reason">What is wrong.</param>
    /// <param name="offset">The offset in the payload in bytes; -1 when writing.</param>
    /// <param name="typePath">The type, or the path to the member, being read or written; null when not known.</param>
    /// <param name="innerException">The failure behind it, or null.</param>
    public CellFormatException(string reason, long offset = -1, string? typePath = null, Exception? innerException = null)
        : base(Describe(reason, offset, typePath), innerException)
    {
        Reason = reason;
        Offset = offset;
        TypePath = typePath;
    }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>The offset in the payload in bytes; -1 when writing.</summary>
    public long Offset { get; }

    /// <summary>The type, or the path to the member, being read or written; null when not known.</summary>
    public string? TypePath { get; }

    /// <summary>Whether the value is sound, but has no counterpart in the reader's schema.</summary>
    internal bool IsUnmappable { get; init; }

    private static string Describe(string reason, long offset, string? typePath)
    {
        string where = typePath is null ? "" : $"{typePath}: ";
        string at = offset < 0 ? "" : $" (at byte {offset} of the payload)";
        return where + reason + at;
    }
}
