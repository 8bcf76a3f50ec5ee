using System.Globalization;

namespace Cells.Hosting;

/// <summary>The key of a call with exactly-once delivery: <c>&lt;client id, 32 hex digits&gt;:&lt;sequence, decimal&gt;</c>.</summary>
/// <param name="Client">The client, one channel of one process.</param>
/// <param name="Sequence">The call's number at the client, from 1.</param>
internal readonly record struct IdempotencyKey(Guid Client, long Sequence)
{
    private const int ClientLength = 32;

    /// <summary>Reads a key; false when the text is none.</summary>
    public static bool TryParse(string text, out IdempotencyKey key)
    {
        key = default;
        if (text.Length <= ClientLength + 1
            || text[ClientLength] != ':'
            || !Guid.TryParseExact(text.AsSpan(0, ClientLength), "N", out Guid client)
            || !long.TryParse(text.AsSpan(ClientLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
        {
            return false;
        }

        key = new IdempotencyKey(client, sequence);
        return true;
    }
}
