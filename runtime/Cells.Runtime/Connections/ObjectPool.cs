namespace Cells.Connections;

/// <summary>Keeps a bounded number of objects for reuse.</summary>
internal sealed class ObjectPool<T>
    where T : class
{
    private const int MostKept = 256;

    private readonly Lock _gate = new();
    private readonly Stack<T> _kept = new();

    /// <summary>A kept object, or null.</summary>
    public T? TryTake()
    {
        lock (_gate)
        {
            return _kept.TryPop(out T? item) ? item : null;
        }
    }

    /// <summary>Keeps <paramref name="item"/> unless enough are kept.</summary>
    public void Return(T item)
    {
        lock (_gate)
        {
            if (_kept.Count < MostKept)
            {
                _kept.Push(item);
            }
        }
    }
}
