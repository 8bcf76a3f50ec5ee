using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cells.Wire;

/// <summary>What every list, set and map has in common on the wire: a count, then the elements.</summary>
/// <remarks>Not inlined, as in <see cref="TextFormat"/>: each instantiation is compiled once, with its loop around its codec.</remarks>
internal static class Elements<T, TCodec>
    where TCodec : struct, IWireCodec<T>
{
    // Before an element is read, at most this many times its fewest bytes are allocated for it.
    private const int LargestRatio = 16;

    // The sizes are compared so that a codec with a wrong shape cannot corrupt memory.
    private static bool IsBlock
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TCodec.Shape.IsBlock && !RuntimeHelpers.IsReferenceOrContainsReferences<T>() && TCodec.Shape.Size == Unsafe.SizeOf<T>();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Write(ref WireWriter writer, scoped ReadOnlySpan<T> items)
    {
        writer.WriteInt32(items.Length);
        WriteRun(ref writer, items);
    }

    /// <summary>Writes exactly <paramref name="count"/> elements.</summary>
    public static void Write<TEnumerator>(ref WireWriter writer, int count, TEnumerator items, string type)
        where TEnumerator : IEnumerator<T>
    {
        writer.WriteInt32(count);
        Enter(ref writer);
        int written = 0;
        using (items)
        {
            while (items.MoveNext())
            {
                T item = items.Current;
                TCodec.Write(ref writer, item);
                written++;
            }
        }

        if (written != count)
        {
            WireWriter.Fail($"the collection said {count} elements and gave {written}; was it changed while being written?", type);
        }

        Leave(ref writer);
    }

    public static void Write(ref WireWriter writer, IEnumerable<T> items, string type)
    {
        if (items is T[] array)
        {
            Write(ref writer, new ReadOnlySpan<T>(array));
        }
        else if (items is List<T> list)
        {
            Write(ref writer, CollectionsMarshal.AsSpan(list));
        }
        else if (items.TryGetNonEnumeratedCount(out int count))
        {
            Write(ref writer, count, items.GetEnumerator(), type);
        }
        else
        {
            WriteUncounted(ref writer, items);
        }
    }

    /// <summary>Writes a stack, which enumerates from the top, from the bottom.</summary>
    public static void WriteReversed(ref WireWriter writer, int count, IEnumerable<T> items, string type)
    {
        T[] buffer = ArrayPool<T>.Shared.Rent(count);
        int next = count;
        foreach (T item in items)
        {
            if (next == 0)
            {
                WireWriter.Fail("the collection was changed while being written", type);
            }

            buffer[--next] = item;
        }

        Write(ref writer, buffer.AsSpan(next, count - next));
        ArrayPool<T>.Shared.Return(buffer, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }

    /// <summary>Writes several runs as one collection of <paramref name="sequence"/>'s length.</summary>
    public static void Write(ref WireWriter writer, in ReadOnlySequence<T> sequence, string type)
    {
        if (sequence.Length > int.MaxValue)
        {
            WireWriter.Fail($"{sequence.Length} elements are more than a collection may have", type);
        }

        writer.WriteInt32((int)sequence.Length);
        foreach (ReadOnlyMemory<T> segment in sequence)
        {
            WriteRun(ref writer, segment.Span);
        }
    }

    /// <summary>Reads all elements; null is an error.</summary>
    public static T[] ReadArray(ref WireReader reader, string type)
    {
        long start = reader.Offset;
        T[]? items = ReadArrayOrNull(ref reader, type);
        if (items is null)
        {
            WireReader.Fail("null where a value must be", type, start);
        }

        return items;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T[]? ReadArrayOrNull(ref WireReader reader, string type)
    {
        int count = reader.ReadCount(TCodec.Shape.MinimumSize, type);
        if (count <= 0)
        {
            return count < 0 ? null : [];
        }

        T[] items;
        if (IsBlock)
        {
            items = GC.AllocateUninitializedArray<T>(count);
            reader.ReadBytes(AsBytes(items.AsSpan()), type);
            return items;
        }

        Enter(ref reader, type);
        items = new T[InitialCapacity(ref reader, count, Unsafe.SizeOf<T>(), type)];
        for (int i = 0; i < count; i++)
        {
            if (i == items.Length)
            {
                Array.Resize(ref items, (int)Math.Min(count, 2L * i));
            }

            items[i] = TCodec.Read(ref reader);
        }

        Leave(ref reader);
        return items;
    }

    /// <summary>Reads all elements; null is an error.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static List<T> ReadList(ref WireReader reader, string type)
    {
        int count = ReadCount(ref reader, type);
        if (count == 0)
        {
            return [];
        }

        List<T> items;
        if (IsBlock)
        {
            items = new List<T>(count);
            CollectionsMarshal.SetCount(items, count);
            reader.ReadBytes(AsBytes(CollectionsMarshal.AsSpan(items)), type);
            return items;
        }

        Enter(ref reader, type);
        items = new List<T>(InitialCapacity(ref reader, count, Unsafe.SizeOf<T>(), type));
        if (items.Capacity == count)
        {
            // Straight into its array: an addition counts, checks and writes three fields.
            CollectionsMarshal.SetCount(items, count);
            foreach (ref T item in CollectionsMarshal.AsSpan(items))
            {
                item = TCodec.Read(ref reader);
            }
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                items.Add(TCodec.Read(ref reader));
            }
        }

        Leave(ref reader);
        return items;
    }

    /// <summary>The count of a collection that may not be null.</summary>
    public static int ReadCount(ref WireReader reader, string type)
    {
        int count = reader.ReadCount(TCodec.Shape.MinimumSize, type);
        if (count < 0)
        {
            WireReader.Fail("null where a value must be", type, reader.Offset - sizeof(int));
        }

        return count;
    }

    /// <summary>The capacity to begin with, when an element takes <paramref name="memory"/> bytes of memory.</summary>
    public static int InitialCapacity(ref WireReader reader, int count, int memory, string type)
    {
        long allowed = (long)LargestRatio * TCodec.Shape.MinimumSize;
        if (memory <= allowed)
        {
            return count;
        }

        // Growth by doubling leaves as much garbage again as the final size.
        reader.Charge(2L * memory * count, type);
        return (int)Math.Max(1, count * allowed / memory);
    }

    /// <summary>The elements for a collection that is made of an array of them.</summary>
    /// <param name="reader">Bears the cost.</param>
    /// <param name="type">The type's name, for errors.</param>
    /// <param name="empty">The memory of an empty collection, in bytes.</param>
    /// <param name="node">The memory that the collection adds for each element, beside the element, in bytes.</param>
    public static T[] ReadFor(ref WireReader reader, string type, int empty, int node)
    {
        T[] items = ReadArray(ref reader, type);
        reader.Charge(empty + ((long)items.Length * (node + Unsafe.SizeOf<T>())), type);
        return items;
    }

    public static void Enter(ref WireReader reader, string type)
    {
        if (!TCodec.Shape.IsRaw)
        {
            reader.Enter(type);
        }
    }

    public static void Leave(ref WireReader reader)
    {
        if (!TCodec.Shape.IsRaw)
        {
            reader.Leave();
        }
    }

    private static void Enter(ref WireWriter writer)
    {
        if (!TCodec.Shape.IsRaw)
        {
            writer.Enter();
        }
    }

    private static void Leave(ref WireWriter writer)
    {
        if (!TCodec.Shape.IsRaw)
        {
            writer.Leave();
        }
    }

    private static void WriteRun(ref WireWriter writer, scoped ReadOnlySpan<T> items)
    {
        if (IsBlock)
        {
            writer.WriteBytes(AsBytes(items));
            return;
        }

        Enter(ref writer);
        for (int i = 0; i < items.Length; i++)
        {
            TCodec.Write(ref writer, in items[i]);
        }

        Leave(ref writer);
    }

    private static void WriteUncounted(ref WireWriter writer, IEnumerable<T> items)
    {
        T[] buffer = ArrayPool<T>.Shared.Rent(16);
        int count = 0;
        foreach (T item in items)
        {
            if (count == buffer.Length)
            {
                T[] larger = ArrayPool<T>.Shared.Rent(2 * count);
                buffer.AsSpan().CopyTo(larger);
                Return(buffer);
                buffer = larger;
            }

            buffer[count++] = item;
        }

        Write(ref writer, buffer.AsSpan(0, count));
        Return(buffer);
    }

    private static void Return(T[] buffer) => ArrayPool<T>.Shared.Return(buffer, RuntimeHelpers.IsReferenceOrContainsReferences<T>());

    private static ReadOnlySpan<byte> AsBytes(ReadOnlySpan<T> items) =>
        MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), checked(items.Length * Unsafe.SizeOf<T>()));

    private static Span<byte> AsBytes(Span<T> items) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), checked(items.Length * Unsafe.SizeOf<T>()));
}
