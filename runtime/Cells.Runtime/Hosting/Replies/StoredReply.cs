using Cells.Connections;

namespace Cells.Hosting;

/// <summary>How a call with exactly-once delivery ended: what each of its duplicates is answered, too.</summary>
/// <param name="Result">The result in the server's schema; null for an error.</param>
/// <param name="Error">The error; null for a result.</param>
/// <param name="Metadata">What goes out beside either; null for nothing.</param>
internal sealed record StoredReply(byte[]? Result, ErrorBody? Error, IReadOnlyCollection<KeyValuePair<string, string>>? Metadata)
{
    // What an entry takes beside its texts and bytes, roughly: the entry, its places in the collections, the strings' headers.
    private const int Overhead = 256;

    /// <summary>The memory that the reply takes, in bytes, roughly.</summary>
    public long Size
    {
        get
        {
            long size = Overhead + (Result?.Length ?? 0);
            if (Error is not null)
            {
                size += Error.Members.Length + (sizeof(char) * (Error.Message.Length + (Error.Detail?.Length ?? 0) + Error.Chain.Sum(static hop => hop.Length)));
            }

            return Metadata is null ? size : size + (sizeof(char) * Metadata.Sum(static entry => entry.Key.Length + entry.Value.Length));
        }
    }
}
