using System.Collections.Frozen;

namespace Cells.Build;

/// <summary>
/// What code of other assemblies may be handed a generated value for without its counting as read whole: what carries values from one place to another, and
/// neither looks into them nor compares, hashes or prints them. Whatever is not listed here may do all of that.
/// </summary>
internal static class HarmlessMembers
{
    // Of these, members with these names compare, hash or print what they hold.
    private static readonly FrozenSet<string> LookingInside = Names(
        "Equals GetHashCode ToString CompareTo Contains IndexOf LastIndexOf Remove RemoveRange Replace op_Equality op_Inequality");

    // Of a map, these do so with its values too; those of immutable maps do unless they only read.
    private static readonly FrozenSet<string> LookingAtValues = Names("Equals GetHashCode ToString Contains ContainsValue TryUpdate");
    private static readonly FrozenSet<string> Reading = Names("TryGetValue ContainsKey get_Item");

    // Of a set, and of a map by its key, only these do not.
    private static readonly FrozenSet<string> Enumerating = Names(
        "GetEnumerator GetAsyncEnumerator get_Count get_IsEmpty get_Keys get_Values get_Key get_Value get_Current MoveNext MoveNextAsync Dispose DisposeAsync CopyTo Reset");

    private static readonly FrozenSet<string> Carriers = Names(
        """
        System.Nullable`1 System.Span`1 System.ReadOnlySpan`1 System.Memory`1 System.ReadOnlyMemory`1 System.ArraySegment`1 System.Lazy`1 System.Array
        System.ValueTuple`1 System.ValueTuple`2 System.ValueTuple`3 System.ValueTuple`4 System.ValueTuple`5 System.ValueTuple`6 System.ValueTuple`7 System.ValueTuple`8
        System.Tuple`1 System.Tuple`2 System.Tuple`3 System.Tuple`4 System.Tuple`5 System.Tuple`6 System.Tuple`7 System.Tuple`8 System.Tuple System.ValueTuple
        System.Predicate`1 System.Comparison`1 System.Converter`2 System.EventHandler`1 System.Progress`1 System.IProgress`1
        System.Threading.Tasks.Task System.Threading.Tasks.Task`1 System.Threading.Tasks.ValueTask System.Threading.Tasks.ValueTask`1
        System.Threading.Tasks.TaskCompletionSource`1 System.Threading.Tasks.TaskFactory System.Threading.Tasks.TaskFactory`1 System.Threading.Tasks.TaskAsyncEnumerableExtensions
        System.Threading.Tasks.TaskExtensions System.Threading.Tasks.Parallel System.Threading.Tasks.Sources.ManualResetValueTaskSourceCore`1
        System.Threading.Tasks.Sources.IValueTaskSource`1 System.Threading.Interlocked System.Threading.Volatile System.Threading.LazyInitializer System.Threading.AsyncLocal`1 System.Threading.ThreadLocal`1
        System.Threading.Channels.Channel System.Threading.Channels.Channel`1 System.Threading.Channels.Channel`2
        System.Threading.Channels.ChannelReader`1 System.Threading.Channels.ChannelWriter`1
        System.Runtime.CompilerServices.TaskAwaiter System.Runtime.CompilerServices.TaskAwaiter`1 System.Runtime.CompilerServices.ValueTaskAwaiter
        System.Runtime.CompilerServices.ValueTaskAwaiter`1 System.Runtime.CompilerServices.ConfiguredTaskAwaitable System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1
        System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1
        System.Runtime.CompilerServices.ConfiguredCancelableAsyncEnumerable`1 System.Runtime.CompilerServices.AsyncTaskMethodBuilder
        System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1 System.Runtime.CompilerServices.AsyncValueTaskMethodBuilder
        System.Runtime.CompilerServices.AsyncValueTaskMethodBuilder`1 System.Runtime.CompilerServices.AsyncVoidMethodBuilder
        System.Runtime.CompilerServices.AsyncIteratorMethodBuilder System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder
        System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder`1 System.Runtime.CompilerServices.RuntimeHelpers System.Runtime.CompilerServices.StrongBox`1
        System.Runtime.InteropServices.CollectionsMarshal System.Runtime.InteropServices.ImmutableCollectionsMarshal
        System.Collections.Generic.IEnumerable`1 System.Collections.Generic.IEnumerator`1 System.Collections.Generic.IAsyncEnumerable`1
        System.Collections.Generic.IAsyncEnumerator`1 System.Collections.Generic.ICollection`1 System.Collections.Generic.IList`1
        System.Collections.Generic.IReadOnlyCollection`1 System.Collections.Generic.IReadOnlyList`1 System.Collections.Generic.List`1
        System.Collections.Generic.LinkedList`1 System.Collections.Generic.LinkedListNode`1 System.Collections.Generic.PriorityQueue`2
        System.Collections.Generic.KeyValuePair System.Collections.Generic.KeyValuePair`2 System.Collections.Generic.Queue`1 System.Collections.Generic.Stack`1
        System.Collections.ObjectModel.Collection`1 System.Collections.ObjectModel.ReadOnlyCollection`1 System.Collections.ObjectModel.ObservableCollection`1
        System.Collections.Concurrent.ConcurrentQueue`1 System.Collections.Concurrent.ConcurrentStack`1 System.Collections.Concurrent.ConcurrentBag`1
        System.Collections.Concurrent.BlockingCollection`1 System.Collections.Concurrent.IProducerConsumerCollection`1
        System.Collections.Immutable.ImmutableArray System.Collections.Immutable.ImmutableArray`1 System.Collections.Immutable.ImmutableList System.Collections.Immutable.ImmutableList`1
        System.Collections.Immutable.ImmutableQueue System.Collections.Immutable.ImmutableQueue`1 System.Collections.Immutable.ImmutableStack System.Collections.Immutable.ImmutableStack`1
        System.Collections.Immutable.IImmutableList`1 System.Linq.IGrouping`2 System.Linq.IOrderedEnumerable`1 System.Buffers.ReadOnlySequence`1
        """);

    // By their first argument they hash or compare.
    private static readonly FrozenSet<string> Keyed = Names(
        """
        System.Collections.Generic.Dictionary`2 System.Collections.Generic.IDictionary`2 System.Collections.Generic.IReadOnlyDictionary`2 System.Collections.Generic.SortedDictionary`2
        System.Collections.Generic.SortedList`2 System.Collections.Generic.HashSet`1
        System.Collections.Generic.SortedSet`1 System.Collections.Generic.ISet`1 System.Collections.Generic.IReadOnlySet`1 System.Collections.Generic.CollectionExtensions
        System.Collections.Concurrent.ConcurrentDictionary`2 System.Collections.ObjectModel.ReadOnlyDictionary`2 System.Collections.Immutable.ImmutableDictionary`2
        System.Collections.Immutable.IImmutableDictionary`2 System.Collections.Immutable.ImmutableSortedDictionary`2 System.Collections.Immutable.ImmutableHashSet`1
        System.Collections.Immutable.ImmutableSortedSet`1 System.Collections.Frozen.FrozenDictionary`2 System.Collections.Frozen.FrozenSet`1 System.Linq.ILookup`2 System.Linq.Lookup`2
        """);

    private static readonly FrozenSet<string> Others = Names("System.MemoryExtensions.AsSpan System.MemoryExtensions.AsMemory System.MemoryExtensions.CopyTo System.MemoryExtensions.Reverse");

    private static readonly FrozenSet<string> Linq = Names("System.Linq.Enumerable System.Linq.AsyncEnumerable");

    private static readonly FrozenSet<string> Operators = Names(
        """
        Aggregate All Any Append AsEnumerable Average Cast Chunk Concat Count DefaultIfEmpty ElementAt ElementAtOrDefault Empty First FirstOrDefault Index InfiniteSequence Last LastOrDefault
        LeftJoin LongCount OfType Prepend Range Repeat Reverse RightJoin Select SelectMany Shuffle Single SingleOrDefault Skip SkipLast SkipWhile Sum Take TakeLast TakeWhile ToArray ToAsyncEnumerable
        ToArrayAsync ToList ToListAsync FirstAsync FirstOrDefaultAsync LastAsync LastOrDefaultAsync SingleAsync SingleOrDefaultAsync CountAsync LongCountAsync AnyAsync AllAsync
        TryGetNonEnumeratedCount Where Zip
        """);

    // Operators that hash or compare one of their type arguments, and which.
    private static readonly FrozenDictionary<string, int> KeyOperators = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["AggregateBy"] = 1,
        ["CountBy"] = 1,
        ["DistinctBy"] = 1,
        ["ExceptBy"] = 1,
        ["GroupBy"] = 1,
        ["GroupJoin"] = 2,
        ["IntersectBy"] = 1,
        ["Join"] = 2,
        ["LeftJoin"] = 2,
        ["MaxBy"] = 1,
        ["MinBy"] = 1,
        ["OrderBy"] = 1,
        ["OrderByDescending"] = 1,
        ["RightJoin"] = 2,
        ["ThenBy"] = 1,
        ["ThenByDescending"] = 1,
        ["ToDictionary"] = 1,
        ["ToLookup"] = 1,
        ["UnionBy"] = 1,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // They take an object to look at its identity, or to hold it.
    private static readonly FrozenSet<string> IdentityMembers = Names(
        """
        System.Object..ctor System.Object.ReferenceEquals System.ArgumentNullException.ThrowIfNull System.GC.KeepAlive System.GC.SuppressFinalize System.GC.ReRegisterForFinalize
        System.Threading.Monitor.Enter System.Threading.Monitor.Exit System.Threading.Monitor.TryEnter System.Threading.Monitor.Pulse System.Threading.Monitor.PulseAll
        System.Threading.Monitor.Wait System.Threading.Monitor.IsEntered System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode System.Object.GetType
        """);

    // What holds values may be seen as these: nothing that it holds can be had from them.
    private static readonly FrozenSet<string> ClosedViews = Names(
        """
        System.Threading.Tasks.Task System.Delegate System.MulticastDelegate System.IDisposable System.IAsyncDisposable System.Runtime.CompilerServices.INotifyCompletion
        System.Runtime.CompilerServices.ICriticalNotifyCompletion System.Runtime.CompilerServices.IAsyncStateMachine
        """);

    // What is called on a value through a view of it that does not say what it holds.
    private static readonly FrozenSet<string> ClosedCalls = Names(
        "System.Collections.IEnumerator.MoveNext System.Collections.IEnumerator.Reset System.Array.get_Length System.Array.get_LongLength System.Array.get_Rank System.Array.GetLength");

    // They construct and name types, and look at nothing.
    private static readonly string[] OpenNamespaces =
    [
        "Microsoft.Extensions.DependencyInjection.", "Microsoft.Extensions.Hosting.", "Microsoft.Extensions.Logging.ILogger`1", "Microsoft.Extensions.Logging.Logger`1",
        "Microsoft.Extensions.Logging.LoggerFactoryExtensions", "Cells.",
    ];

    /// <summary>The types that are listed.</summary>
    public static IEnumerable<string> Types => Carriers.Concat(Keyed);

    /// <summary>The members that are listed with their types.</summary>
    public static IEnumerable<string> Members => Others.Concat(IdentityMembers).Concat(ClosedCalls);

    /// <summary>The operators that are listed.</summary>
    public static IEnumerable<string> OperatorNames => Operators.Concat(KeyOperators.Keys);

    /// <summary>Which type arguments a member of another assembly may look into.</summary>
    /// <param name="type">The full name of its type.</param>
    /// <param name="member">Its name.</param>
    /// <param name="typeArguments">The arguments of its type.</param>
    /// <param name="arguments">Its own type arguments.</param>
    /// <param name="parameters">The number of its parameters.</param>
    public static IEnumerable<IlType> LooksInto(string type, string member, IReadOnlyList<IlType> typeArguments, IReadOnlyList<IlType> arguments, int parameters)
    {
        int nested = type.IndexOf('+', StringComparison.Ordinal);
        string outer = nested < 0 ? type : type[..nested];
        if (Linq.Contains(outer))
        {
            return OfOperator(member, arguments, parameters);
        }

        IEnumerable<IlType> all = typeArguments.Concat(arguments);
        if (Keyed.Contains(outer))
        {
            return LooksAtValues(outer, member, parameters) ? all : Enumerating.Contains(member) ? [] : all.Take(1);
        }

        return (Carriers.Contains(outer) || IsDelegate(outer)) && !LookingInside.Contains(member) || Others.Contains($"{outer}.{member}") ? [] : all;
    }

    /// <summary>Whether a member is known to construct or to name the types of its arguments only, whatever these hold.</summary>
    public static bool MerelyConstructs(string type, string member)
        => Array.Exists(OpenNamespaces, prefix => type.StartsWith(prefix, StringComparison.Ordinal)) && !member.StartsWith("Configure", StringComparison.Ordinal);

    /// <summary>Whether a member takes a whole value without looking into it.</summary>
    public static bool TakesIdentity(string type, string member) => IdentityMembers.Contains($"{type}.{member}");

    /// <summary>Whether a member takes any sequence to give those of its elements that are of its type argument.</summary>
    public static bool TellsElementsApart(string type, string member) => Linq.Contains(type) && member is ("OfType" or "Cast");

    /// <summary>Whether nothing of what a carrier holds can be had from it when it is seen as <paramref name="type"/>.</summary>
    public static bool IsClosedView(string type) => ClosedViews.Contains(type);

    /// <summary>Whether nothing of what a carrier holds is had by this call on it.</summary>
    public static bool IsClosedCall(string type, string member) => ClosedViews.Contains(type) || ClosedCalls.Contains($"{type}.{member}") || TakesIdentity(type, member);

    private static bool LooksAtValues(string type, string member, int parameters)
        => LookingAtValues.Contains(member)
            || (member == "TryRemove" && parameters == 1)
            || (type.StartsWith("System.Collections.Immutable.", StringComparison.Ordinal) && !Enumerating.Contains(member) && !Reading.Contains(member));

    private static IEnumerable<IlType> OfOperator(string member, IReadOnlyList<IlType> arguments, int parameters)
    {
        if (KeyOperators.TryGetValue(member, out int key))
        {
            return arguments.Skip(key).Take(1);
        }

        if (member is "Max" or "Min" or "MaxAsync" or "MinAsync")
        {
            // With a selector they compare what it gives: the second argument, or a number.
            return arguments.Count == 1 && parameters > 1 && member is ("Max" or "Min") ? [] : arguments.Skip(arguments.Count - 1);
        }

        return Operators.Contains(member) ? [] : arguments;
    }

    private static bool IsDelegate(string type) => type.StartsWith("System.Func`", StringComparison.Ordinal) || type.StartsWith("System.Action`", StringComparison.Ordinal);

    private static FrozenSet<string> Names(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
