using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>The .NET types that the wire format knows, by their full metadata names.</summary>
internal static class BuiltInTypes
{
    private const string Generic = "System.Collections.Generic.";
    private const string ObjectModel = "System.Collections.ObjectModel.";
    private const string Concurrent = "System.Collections.Concurrent.";
    private const string Immutable = "System.Collections.Immutable.";
    private const string Frozen = "System.Collections.Frozen.";

    private static readonly Dictionary<string, PrimitiveKind> Primitives = CreatePrimitives();

    private static readonly Dictionary<string, CollectionKind> Collections = new()
    {
        [Generic + "List`1"] = CollectionKind.List,
        [Generic + "IEnumerable`1"] = CollectionKind.IEnumerable,
        [Generic + "ICollection`1"] = CollectionKind.ICollection,
        [Generic + "IList`1"] = CollectionKind.IList,
        [Generic + "IReadOnlyCollection`1"] = CollectionKind.IReadOnlyCollection,
        [Generic + "IReadOnlyList`1"] = CollectionKind.IReadOnlyList,
        [ObjectModel + "Collection`1"] = CollectionKind.Collection,
        [ObjectModel + "ReadOnlyCollection`1"] = CollectionKind.ReadOnlyCollection,
        [ObjectModel + "ObservableCollection`1"] = CollectionKind.ObservableCollection,
        [Generic + "LinkedList`1"] = CollectionKind.LinkedList,
        [Generic + "Queue`1"] = CollectionKind.Queue,
        [Generic + "Stack`1"] = CollectionKind.Stack,
        [Concurrent + "ConcurrentQueue`1"] = CollectionKind.ConcurrentQueue,
        [Concurrent + "ConcurrentStack`1"] = CollectionKind.ConcurrentStack,
        [Concurrent + "ConcurrentBag`1"] = CollectionKind.ConcurrentBag,
        [Immutable + "ImmutableArray`1"] = CollectionKind.ImmutableArray,
        [Immutable + "ImmutableList`1"] = CollectionKind.ImmutableList,
        [Immutable + "ImmutableQueue`1"] = CollectionKind.ImmutableQueue,
        [Immutable + "ImmutableStack`1"] = CollectionKind.ImmutableStack,
        ["System.Memory`1"] = CollectionKind.Memory,
        ["System.ReadOnlyMemory`1"] = CollectionKind.ReadOnlyMemory,
        ["System.Buffers.ReadOnlySequence`1"] = CollectionKind.ReadOnlySequence,
        ["System.ArraySegment`1"] = CollectionKind.ArraySegment,
        [Generic + "HashSet`1"] = CollectionKind.HashSet,
        [Generic + "SortedSet`1"] = CollectionKind.SortedSet,
        [Generic + "ISet`1"] = CollectionKind.ISet,
        [Generic + "IReadOnlySet`1"] = CollectionKind.IReadOnlySet,
        [Immutable + "ImmutableHashSet`1"] = CollectionKind.ImmutableHashSet,
        [Immutable + "ImmutableSortedSet`1"] = CollectionKind.ImmutableSortedSet,
        [Frozen + "FrozenSet`1"] = CollectionKind.FrozenSet,
    };

    private static readonly Dictionary<string, MapKind> Maps = new()
    {
        [Generic + "Dictionary`2"] = MapKind.Dictionary,
        [Generic + "IDictionary`2"] = MapKind.IDictionary,
        [Generic + "IReadOnlyDictionary`2"] = MapKind.IReadOnlyDictionary,
        [Generic + "SortedDictionary`2"] = MapKind.SortedDictionary,
        [Generic + "SortedList`2"] = MapKind.SortedList,
        [Concurrent + "ConcurrentDictionary`2"] = MapKind.ConcurrentDictionary,
        [ObjectModel + "ReadOnlyDictionary`2"] = MapKind.ReadOnlyDictionary,
        [Immutable + "ImmutableDictionary`2"] = MapKind.ImmutableDictionary,
        [Immutable + "ImmutableSortedDictionary`2"] = MapKind.ImmutableSortedDictionary,
        [Frozen + "FrozenDictionary`2"] = MapKind.FrozenDictionary,
    };

    private static readonly Dictionary<string, string> Hints = new()
    {
        ["System.Object"] = "use a declared type, or a [Union] of the types that it may be",
        ["System.IntPtr"] = "its size is the machine's: use long",
        ["System.UIntPtr"] = "its size is the machine's: use ulong",
        ["System.Numerics.BigInteger"] = "use Int128, decimal, or a string of its digits",
        ["System.Globalization.CultureInfo"] = "use a string that holds its name",
        ["System.Text.StringBuilder"] = "use string",
        ["System.Lazy`1"] = "use the value itself",
        ["System.Type"] = "use a string, or a [Union]",
        ["System.Array"] = "use an array of a declared element type",
        ["System.Enum"] = "use a declared enum",
        ["System.DayOfWeek"] = "only enums of the cell itself or of a dependency cross: declare one",
        ["System.IO.Stream"] = "use ReadOnlyMemory<byte>, or stream with IAsyncEnumerable<ReadOnlyMemory<byte>>",
        ["System.Span`1"] = "use ReadOnlyMemory<T>",
        ["System.ReadOnlySpan`1"] = "use ReadOnlyMemory<T>",
        ["System.TimeZoneInfo"] = "use a string that holds its id",
        ["System.Net.IPAddress"] = "use a string, or ReadOnlyMemory<byte>",
        ["System.Text.Json.JsonElement"] = "use declared types, or a string of JSON",
        ["System.Text.Json.JsonDocument"] = "use declared types, or a string of JSON",
        [MetadataNames.AsyncEnumerable] = "a stream can only be a parameter or the result of a call; use a list here",
        [MetadataNames.Task] = "use it only as what a call returns",
        [MetadataNames.TaskOfT] = "use the value itself",
        [MetadataNames.ValueTask] = "use it only as what a call returns",
        [MetadataNames.ValueTaskOfT] = "use the value itself",
        [MetadataNames.CancellationToken] = "take it as a parameter of the call, where it is no part of the contract",
        ["System.Collections.Generic.PriorityQueue`2"] = "use a list of pairs",
        ["System.Data.DataTable"] = "use a list of a declared record",
    };

    /// <summary>The primitive that the type is, or null.</summary>
    public static PrimitiveKind? FindPrimitive(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => PrimitiveKind.String,
        { SpecialType: SpecialType.System_Int32 } => PrimitiveKind.Int32,
        INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace.Name: "System" or "Text" } named
            when Primitives.TryGetValue(named.SchemaName(), out PrimitiveKind kind) => kind,
        _ => null,
    };

    /// <summary>The collection that the type is, or null.</summary>
    public static CollectionKind? FindCollection(INamedTypeSymbol type) =>
        type.Arity == 1 && Collections.TryGetValue(type.OriginalDefinition.SchemaName(), out CollectionKind kind) ? kind : null;

    /// <summary>The map that the type is, or null.</summary>
    public static MapKind? FindMap(INamedTypeSymbol type) =>
        type.Arity == 2 && Maps.TryGetValue(type.OriginalDefinition.SchemaName(), out MapKind kind) ? kind : null;

    /// <summary>What to use instead of a type that no contract may hold.</summary>
    public static string Hint(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol named)
        {
            string name = named.OriginalDefinition.SchemaName();
            if (Hints.TryGetValue(name, out string? hint))
            {
                return hint;
            }

            if (name.StartsWith("System.Tuple`", StringComparison.Ordinal))
            {
                return "use a value tuple, (A a, B b), or a record";
            }
        }

        return type.TypeKind switch
        {
            Microsoft.CodeAnalysis.TypeKind.Dynamic => "use a declared type, or a [Union] of the types that it may be",
            Microsoft.CodeAnalysis.TypeKind.Delegate => "a contract carries data: declare another call, or an [Event]",
            Microsoft.CodeAnalysis.TypeKind.Interface when CallbackReader.IsCallback(type) => "a callback can only be a parameter of a call",
            Microsoft.CodeAnalysis.TypeKind.Interface => "use a class or record, or a [Union]; for collections one of the supported interfaces, such as IReadOnlyList<T>",
            Microsoft.CodeAnalysis.TypeKind.Pointer or Microsoft.CodeAnalysis.TypeKind.FunctionPointer => "use the data itself, such as ReadOnlyMemory<byte>",
            Microsoft.CodeAnalysis.TypeKind.Array => "use an array of arrays",
            _ => "use a record, class, struct or enum that the cell declares",
        };
    }

    private static Dictionary<string, PrimitiveKind> CreatePrimitives()
    {
        Dictionary<string, PrimitiveKind> primitives = [];
        foreach (PrimitiveKind kind in Enum.GetValues(typeof(PrimitiveKind)))
        {
            primitives.Add(kind == PrimitiveKind.Rune ? "System.Text.Rune" : $"System.{kind}", kind);
        }

        return primitives;
    }
}
