using System.Buffers.Binary;

namespace Cells.Load;

/// <summary>What a client asks for, and with it what is promised.</summary>
public enum Traffic : byte
{
    /// <summary>A call, executed at most once.</summary>
    Plain,

    /// <summary>A call that is sent again when its fate is unknown.</summary>
    Idempotent,

    /// <summary>A call that is executed once in the life of the server's process.</summary>
    ExactlyOnce,

    /// <summary>A call that is answered with items.</summary>
    ServerStream,

    /// <summary>A call that sends items.</summary>
    ClientStream,

    /// <summary>A call that sends items, each of which comes back.</summary>
    Duplex,

    /// <summary>Events. The client is the process that publishes, the number that of the event in its life.</summary>
    Events,
}

/// <summary>What is known of a call, an item or an event.</summary>
public enum JournalFact : byte
{
    /// <summary>A client is about to call. Without a word of the end: it was killed, and nobody knows.</summary>
    Begun,

    /// <summary>The server's handler has begun, or publishes the event.</summary>
    Executed,

    /// <summary>The client was answered, or has every event up to this one.</summary>
    Done,

    /// <summary>The client was told that nothing was executed.</summary>
    NotDone,

    /// <summary>The client was told that nobody knows.</summary>
    Unknown,

    /// <summary>This side is about to send the item that makes so many.</summary>
    Sent,

    /// <summary>This side has the item that makes so many, or the event.</summary>
    Taken,

    /// <summary>The client was told that it missed so many events, or with <see cref="JournalEntry.Uncounted"/> that nobody knows how many.</summary>
    Missed,

    /// <summary>Something came that was not to come: an item or event out of its order, or the wrong position.</summary>
    Broken,
}

/// <summary>One line of a journal.</summary>
/// <param name="Client">Who called.</param>
/// <param name="Number">The call's number at its client.</param>
/// <param name="Traffic">What it is.</param>
/// <param name="Fact">What is known of it.</param>
/// <param name="Count">How many, where the fact counts something.</param>
public readonly record struct JournalEntry(int Client, long Number, Traffic Traffic, JournalFact Fact, long Count = 0)
{
    /// <summary>A number that nobody knows.</summary>
    public const long Uncounted = -1;
}

/// <summary>A file that only grows, by one write for each entry: what was appended outlives a process that is killed in its next instruction.</summary>
public sealed class Journal : IDisposable
{
    private const int EntrySize = 24;

    private readonly FileStream _file;
    private readonly Lock _gate = new();

    /// <summary>Opens or creates the journal at <paramref name="path"/>.</summary>
    public Journal(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Reads what a journal holds so far.</summary>
    public static IEnumerable<JournalEntry> Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        for (int at = 0; at + EntrySize <= bytes.Length; at += EntrySize)
        {
            ReadOnlySpan<byte> entry = bytes.AsSpan(at, EntrySize);
            yield return new JournalEntry(
                BinaryPrimitives.ReadInt32LittleEndian(entry),
                BinaryPrimitives.ReadInt64LittleEndian(entry[4..]),
                (Traffic)entry[12],
                (JournalFact)entry[13],
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
        }
    }

    /// <summary>The number of entries so far.</summary>
    public static long Count(string path) => new FileInfo(path) is { Exists: true, Length: long length } ? length / EntrySize : 0;

    /// <summary>Appends an entry; it is with the system when this returns.</summary>
    public void Append(JournalEntry entry)
    {
        Span<byte> bytes = stackalloc byte[EntrySize];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, entry.Client);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], entry.Number);
        bytes[12] = (byte)entry.Traffic;
        bytes[13] = (byte)entry.Fact;
        bytes[14..16].Clear();
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], entry.Count);
        lock (_gate)
        {
            _file.Write(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
