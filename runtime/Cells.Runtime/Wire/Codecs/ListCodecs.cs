using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cells.Wire;

/// <summary><see cref="List{T}"/>.</summary>
public readonly struct ListCodec<T, TCodec> : IWireCodec<List<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in List<T> value)
    {
        Presence.Check(value, "List");
        Elements<T, TCodec>.Write(ref writer, CollectionsMarshal.AsSpan(value));
    }

    /// <inheritdoc/>
    public static List<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadList(ref reader, "List");
}

/// <summary><see cref="IEnumerable{T}"/>, read as an array.</summary>
public readonly struct IEnumerableCodec<T, TCodec> : IWireCodec<IEnumerable<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IEnumerable<T> value)
    {
        Presence.Check(value, "IEnumerable");
        Elements<T, TCodec>.Write(ref writer, value, "IEnumerable");
    }

    /// <inheritdoc/>
    public static IEnumerable<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadArray(ref reader, "IEnumerable");
}

/// <summary><see cref="ICollection{T}"/>, read as a <see cref="List{T}"/>.</summary>
public readonly struct ICollectionCodec<T, TCodec> : IWireCodec<ICollection<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ICollection<T> value)
    {
        Presence.Check(value, "ICollection");
        Elements<T, TCodec>.Write(ref writer, value, "ICollection");
    }

    /// <inheritdoc/>
    public static ICollection<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadList(ref reader, "ICollection");
}

/// <summary><see cref="IList{T}"/>, read as a <see cref="List{T}"/>.</summary>
public readonly struct IListCodec<T, TCodec> : IWireCodec<IList<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IList<T> value)
    {
        Presence.Check(value, "IList");
        Elements<T, TCodec>.Write(ref writer, value, "IList");
    }

    /// <inheritdoc/>
    public static IList<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadList(ref reader, "IList");
}

/// <summary><see cref="IReadOnlyCollection{T}"/>, read as an array.</summary>
public readonly struct IReadOnlyCollectionCodec<T, TCodec> : IWireCodec<IReadOnlyCollection<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IReadOnlyCollection<T> value)
    {
        Presence.Check(value, "IReadOnlyCollection");
        Elements<T, TCodec>.Write(ref writer, value, "IReadOnlyCollection");
    }

    /// <inheritdoc/>
    public static IReadOnlyCollection<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadArray(ref reader, "IReadOnlyCollection");
}

/// <summary><see cref="IReadOnlyList{T}"/>, read as an array.</summary>
public readonly struct IReadOnlyListCodec<T, TCodec> : IWireCodec<IReadOnlyList<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in IReadOnlyList<T> value)
    {
        Presence.Check(value, "IReadOnlyList");
        Elements<T, TCodec>.Write(ref writer, value, "IReadOnlyList");
    }

    /// <inheritdoc/>
    public static IReadOnlyList<T> Read(ref WireReader reader) => Elements<T, TCodec>.ReadArray(ref reader, "IReadOnlyList");
}

/// <summary><see cref="Collection{T}"/>.</summary>
public readonly struct CollectionCodec<T, TCodec> : IWireCodec<Collection<T>>
    where TCodec : struct, IWireCodec<T>
{
    // Beside the list.
    private const int WrapperSize = 32;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in Collection<T> value)
    {
        Presence.Check(value, "Collection");
        Elements<T, TCodec>.Write(ref writer, value, "Collection");
    }

    /// <inheritdoc/>
    public static Collection<T> Read(ref WireReader reader)
    {
        reader.Charge(WrapperSize, "Collection");
        return new(Elements<T, TCodec>.ReadList(ref reader, "Collection"));
    }
}

/// <summary><see cref="ReadOnlyCollection{T}"/>.</summary>
public readonly struct ReadOnlyCollectionCodec<T, TCodec> : IWireCodec<ReadOnlyCollection<T>>
    where TCodec : struct, IWireCodec<T>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ReadOnlyCollection<T> value)
    {
        Presence.Check(value, "ReadOnlyCollection");
        Elements<T, TCodec>.Write(ref writer, value, "ReadOnlyCollection");
    }

    /// <inheritdoc/>
    public static ReadOnlyCollection<T> Read(ref WireReader reader) => new(Elements<T, TCodec>.ReadArray(ref reader, "ReadOnlyCollection"));
}

/// <summary><see cref="ObservableCollection{T}"/>.</summary>
public readonly struct ObservableCollectionCodec<T, TCodec> : IWireCodec<ObservableCollection<T>>
    where TCodec : struct, IWireCodec<T>
{
    // Beside the list.
    private const int WrapperSize = 112;

    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Length;

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, in ObservableCollection<T> value)
    {
        Presence.Check(value, "ObservableCollection");
        Elements<T, TCodec>.Write(ref writer, value, "ObservableCollection");
    }

    /// <inheritdoc/>
    public static ObservableCollection<T> Read(ref WireReader reader)
    {
        reader.Charge(WrapperSize, "ObservableCollection");
        List<T> items = Elements<T, TCodec>.ReadList(ref reader, "ObservableCollection");

        // They are copied.
        reader.Charge((long)items.Count * Unsafe.SizeOf<T>(), "ObservableCollection");
        return new(items);
    }
}
