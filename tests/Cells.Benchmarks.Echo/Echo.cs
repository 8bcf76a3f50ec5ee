namespace Cells.Benchmarks.Calls;

/// <summary>The cell that the benchmarks call.</summary>
[Cell]
public sealed partial class Echo
{
    private static readonly Entry[] Many = [.. Enumerable.Range(0, 1_000).Select(static i => new Entry($"Ada {i}", $"ada{i}@example.org", i, [.. Enumerable.Range(1, 20)]))];

    /// <summary>16 bytes there and back.</summary>
    /// <param name="value">Any.</param>
    [Call]
    public Bytes16 Small(Bytes16 value) => value;

    /// <summary>As <see cref="Small"/>, by a handler that takes its context.</summary>
    /// <param name="value">Any.</param>
    /// <param name="call">The call.</param>
    [Call]
    public Bytes16 SmallWithContext(Bytes16 value, CallContext call) => call.Remaining is null ? default : value;

    /// <summary>200 bytes there and back.</summary>
    /// <param name="value">Any.</param>
    [Call]
    public Bytes200 Middle(Bytes200 value) => value;

    /// <summary>Any number of bytes there and back.</summary>
    /// <param name="value">Any.</param>
    [Call(Leased = true)]
    public ReadOnlyMemory<byte> Large(ReadOnlyMemory<byte> value) => value;

    /// <summary>1,000 records.</summary>
    [Call]
    public Entry[] Entries() => Many;

    /// <summary>Items of 100 bytes.</summary>
    /// <param name="count">How many.</param>
    [Call]
#pragma warning disable CS1998 // The items are there without waiting.
    public async IAsyncEnumerable<Bytes100> ItemsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return default;
        }
    }
#pragma warning restore CS1998

    /// <summary>The bytes that the process has allocated so far.</summary>
    [Call]
    public long Allocated() => GC.GetTotalAllocatedBytes(precise: true);
}

/// <summary>16 bytes.</summary>
/// <param name="A">The first half.</param>
/// <param name="B">The second half.</param>
public readonly record struct Bytes16(long A, long B);

/// <summary>40 bytes.</summary>
/// <param name="A">A fifth.</param>
/// <param name="B">A fifth.</param>
/// <param name="C">A fifth.</param>
/// <param name="D">A fifth.</param>
/// <param name="E">A fifth.</param>
public readonly record struct Bytes40(long A, long B, long C, long D, long E);

/// <summary>100 bytes.</summary>
/// <param name="A">40 of them.</param>
/// <param name="B">40 of them.</param>
/// <param name="C">4 of them.</param>
/// <param name="D">16 of them.</param>
public readonly record struct Bytes100(Bytes40 A, Bytes40 B, int C, Bytes16 D);

/// <summary>200 bytes.</summary>
/// <param name="A">A fifth.</param>
/// <param name="B">A fifth.</param>
/// <param name="C">A fifth.</param>
/// <param name="D">A fifth.</param>
/// <param name="E">A fifth.</param>
public readonly record struct Bytes200(Bytes40 A, Bytes40 B, Bytes40 C, Bytes40 D, Bytes40 E);

/// <summary>A record with text and numbers.</summary>
/// <param name="Name">Up to 7 characters.</param>
/// <param name="Mail">Up to 18 characters.</param>
/// <param name="Age">A number.</param>
/// <param name="Items">20 numbers.</param>
public sealed record Entry(string Name, string Mail, int Age, List<int> Items);
