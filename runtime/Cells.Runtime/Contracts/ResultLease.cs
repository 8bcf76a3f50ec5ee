using System.Buffers;
using Cells.Connections;
using Cells.Framing;

namespace Cells;

/// <summary>Keeps answers where they came, so that bytes in results need not be copied: <see cref="CallOptions.Lease"/>.</summary>
/// <remarks>
/// In results of calls made with it, <see cref="ReadOnlyMemory{T}"/> and <see cref="ReadOnlySequence{T}"/> of bytes are slices of the answer until <see cref="Release"/>.
/// A slice that is used afterwards throws, or holds the bytes of something else. Large answers of a cell on the same machine lie in memory that the cell's process can
/// write to, too: check what you have copied, not what you have leased. While they are leased they take room there, and what finds none comes over the socket, more
/// slowly. A lease that is forgotten gives that room back when it is collected; the memory then stays mapped until the process ends, one of 64.
/// One lease may serve many calls, also at once.
/// </remarks>
/// <example>
/// <code>
/// using ResultLease lease = new();
/// IFiles leasing = files.With(new CallOptions { Lease = lease });
/// ReadOnlyMemory&lt;byte> page = await leasing.ReadAsync("a.bin");
/// Use(page.Span);
/// </code>
/// </example>
public sealed class ResultLease : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<IDisposable> _held = [];
    private bool _isDisposed;

    /// <summary>Lets go of what was forgotten.</summary>
    ~ResultLease()
    {
        foreach (IDisposable body in _held)
        {
            (body as IForgettable)?.Forget();
        }
    }

    /// <summary>Ends the lease of all results so far. The lease can be used again.</summary>
    public void Release()
    {
        IDisposable[] held;
        lock (_gate)
        {
            held = [.. _held];
            _held.Clear();
        }

        foreach (IDisposable body in held)
        {
            body.Dispose();
        }
    }

    /// <summary>Ends the lease for good: a call that is made with it, or not answered yet, fails.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the body of the frame that <paramref name="connection"/> takes in.</summary>
    /// <returns>False when the lease has ended for good.</returns>
    internal bool TryKeep(FrameConnection connection, ref ReadOnlySequence<byte> body)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return false;
            }

            if (!body.IsEmpty)
            {
                IDisposable kept = connection.KeepBody(ref body, isLeased: true);
                if (kept is IForgettable lent)
                {
                    lent.Keeper = this;
                }

                _held.Add(kept);
            }

            return true;
        }
    }
}
