using System.Collections.Frozen;
using System.Collections.ObjectModel;
using Cells.Framing;

namespace Cells;

/// <summary>How a client makes its calls.</summary>
public sealed record CallOptions
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The time that each call gets, counted from its start; null for the deadline that the contract declares, if any.</summary>
    /// <remarks>
    /// <see cref="Timeout.InfiniteTimeSpan"/> means none, whatever the contract declares. With nothing left (zero or less) a call fails at once with
    /// <see cref="CellStatus.DeadlineExceeded"/>. A call made by a handler never outlives the call that the handler serves.
    /// </remarks>
    public TimeSpan? Deadline { get; init; }

    /// <summary>What travels beside the arguments, for handlers and interceptors (<see cref="CallContext.Metadata"/>). Nothing unless set.</summary>
    /// <remarks>
    /// Keys have 1 to 128 ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; those that start with <c>cells-</c> are reserved. A value is any text.
    /// What a call carries in all has at most 65,535 bytes: with more it fails with <see cref="CellStatus.ResourceExhausted"/>, unsent.
    /// </remarks>
    /// <exception cref="ArgumentException">A key is none.</exception>
    public IReadOnlyDictionary<string, string> Metadata
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            foreach ((string key, string text) in value)
            {
                UserMetadata.Check(key, text);
            }

            field = value.Count == 0 ? NoMetadata : value.ToFrozenDictionary(StringComparer.Ordinal);
        }
    } = NoMetadata;

    /// <summary>Is told what the cell sent beside its answer, result or error; an empty dictionary for nothing. Nobody unless set.</summary>
    /// <remarks>Called before the call ends for its caller, who gets what it throws. Not called when no answer came.</remarks>
    public Action<IReadOnlyDictionary<string, string>>? OnResponseMetadata { get; init; }

    /// <summary>Keeps what the calls' results borrow, so that large bytes in them are not copied; null for results of their own.</summary>
    /// <remarks>Of calls without streams. Where the schemas of both sides differ, results are copies all the same.</remarks>
    public ResultLease? Lease { get; init; }

    /// <summary>No options.</summary>
    internal static CallOptions None { get; } = new();

    /// <summary>These options with <paramref name="later"/> on top: what both set is the later's, and metadata is joined, key by key.</summary>
    internal CallOptions Merge(CallOptions later)
        => new()
        {
            Deadline = later.Deadline ?? Deadline,
            Metadata = later.Metadata.Count == 0 ? Metadata : Metadata.Count == 0 ? later.Metadata : Join(Metadata, later.Metadata),
            OnResponseMetadata = OnResponseMetadata + later.OnResponseMetadata,
            Lease = later.Lease ?? Lease,
        };

    private static Dictionary<string, string> Join(IReadOnlyDictionary<string, string> earlier, IReadOnlyDictionary<string, string> later)
    {
        Dictionary<string, string> joined = new(earlier, StringComparer.Ordinal);
        foreach ((string key, string value) in later)
        {
            joined[key] = value;
        }

        return joined;
    }
}
