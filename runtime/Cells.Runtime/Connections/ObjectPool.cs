namespace Cells.Connections;

/// <summary>Keeps a bounded number of objects for reuse: a few for each thread, and more for all.</summary>
internal sealed class ObjectPool<T>
    where T : class
{
    private const int MostKept = 256;
    private const int MostOwn = 16;

    // One pool for each type: what threads keep is the type's.
    [ThreadStatic]
    private static Kept? _own;

    private readonly Lock _gate = new();
    private readonly Stack<T> _kept = new();

    /// <summary>A kept object, or null.</summary>
    public T? TryTake()
    {
        if (_own is { Count: > 0 } own)
        {
            return own.Items[--own.Count];
        }

        if (_kept.Count == 0)
        {
            return null;
        }

        lock (_gate)
        {
            return _kept.TryPop(out T? item) ? item : null;
        }
    }

    /// <summary>Keeps <paramref name="item"/> unless enough are kept.</summary>
    public void Return(T item)
    {
        Kept own = _own ??= new();
        if (own.Count < MostOwn)
        {
            own.Items[own.Count++] = item;
            return;
        }

        lock (_gate)
        {
            if (_kept.Count < MostKept)
            {
                _kept.Push(item);
            }
        }
    }

    private sealed class Kept
    {
        public T[] Items { get; } = new T[MostOwn];

        public int Count { get; set; }
    }
}
