namespace Cells.Schema;

#pragma warning disable CS1591 // Each member is named for the .NET type that it stands for.

/// <summary>The types that the wire format itself defines, named as .NET names them.</summary>
public enum PrimitiveKind
{
    Boolean,
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Int128,
    UInt128,
    Half,
    Single,
    Double,
    Decimal,
    Char,
    Rune,
    Guid,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    DateOnly,
    TimeOnly,
    String,
    Uri,
    Version,
}

/// <summary>The .NET types that hold a list or a set. All have the same bytes on the wire.</summary>
public enum CollectionKind
{
    Array,
    List,
    IEnumerable,
    ICollection,
    IList,
    IReadOnlyCollection,
    IReadOnlyList,
    Collection,
    ReadOnlyCollection,
    ObservableCollection,
    LinkedList,
    Queue,
    Stack,
    ConcurrentQueue,
    ConcurrentStack,
    ConcurrentBag,
    ImmutableArray,
    ImmutableList,
    ImmutableQueue,
    ImmutableStack,
    Memory,
    ReadOnlyMemory,
    ReadOnlySequence,
    ArraySegment,
    HashSet,
    SortedSet,
    ISet,
    IReadOnlySet,
    ImmutableHashSet,
    ImmutableSortedSet,
    FrozenSet,
}

/// <summary>The .NET types that hold a map. All have the same bytes on the wire.</summary>
public enum MapKind
{
    Dictionary,
    IDictionary,
    IReadOnlyDictionary,
    SortedDictionary,
    SortedList,
    ConcurrentDictionary,
    ReadOnlyDictionary,
    ImmutableDictionary,
    ImmutableSortedDictionary,
    FrozenDictionary,
}
