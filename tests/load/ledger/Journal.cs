using System.Buffers.Binary;

namespace Cells.Load;

/// <summary>What the contract promises of a call.</summary>
public enum Delivery : byte
{
    /// <summary>At most once.</summary>
    Plain,

    /// <summary>Sent again when its fate is unknown.</summary>
    Idempotent,

    /// <summary>Once in the life of the server's process.</summary>
    ExactlyOnce,
}

/// <summary>What is known of a call.</summary>
public enum JournalFact : byte
{
    /// <summary>A client is about to call. Without a later entry: it was killed, and nobody knows.</summary>
    Begun,

    /// <summary>The server's handler ran.</summary>
    Executed,

    /// <summary>The client was answered.</summary>
    Done,

    /// <summary>The client was told that nothing was executed.</summary>
    NotDone,

    /// <summary>The client was told that nobody knows.</summary>
    Unknown,
}

/// <summary>One line of a journal.</summary>
/// <param name="Client">Who called.</param>
/// <param name="Number">The call's number at its client.</param>
/// <param name="Delivery">What is promised of it.</param>
/// <param name="Fact">What is known of it.</param>
public readonly record struct JournalEntry(int Client, long Number, Delivery Delivery, JournalFact Fact);

/// <summary>A file that only grows, by one write for each entry: what was appended outlives a process that is killed in its next instruction.</summary>
public sealed class Journal : IDisposable
{
    private const int EntrySize = 16;

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
                (Delivery)entry[12],
                (JournalFact)entry[13]);
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
        bytes[12] = (byte)entry.Delivery;
        bytes[13] = (byte)entry.Fact;
        bytes[14..].Clear();
        lock (_gate)
        {
            _file.Write(bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
