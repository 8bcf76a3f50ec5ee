using System.Globalization;

namespace Cells.Connections;

/// <summary>Makes the keys by which a server finds duplicates of one client's calls: <c>&lt;client id, 32 hex digits&gt;:&lt;sequence&gt;</c>.</summary>
internal sealed class IdempotencyKeys
{
    private readonly string _client = Guid.NewGuid().ToString("N");
    private long _sequence;

    /// <summary>A key that was never used before.</summary>
    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{_client}:{Interlocked.Increment(ref _sequence)}");
}
