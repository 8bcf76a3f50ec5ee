using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Cells.Transports;

/// <summary>One thread that waits for all sockets that nobody else waits for, and reads what has come on the spot.</summary>
/// <remarks>
/// Leader and followers: a thread that has found a busy connection may stay with it alone, and one that is held up by what it runs is no longer waited for;
/// in both cases another thread leads from then on.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class SocketPoller
{
    private const int MostEvents = 64;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _set = LibC.CreatePollSet();
    private readonly Dictionary<long, IPollTarget> _targets = [];
    private readonly Dictionary<SafeHandle, long> _keys = [];
    private long _lastKey;
    private int _term;
    private int _alone;

    private SocketPoller() => StartLeader();

    /// <summary>The only one; its thread starts at first use.</summary>
    public static SocketPoller Instance { get; } = new();

    /// <summary>The threads that may each read one connection alone: as many as there are processors.</summary>
    private static int MostAlone { get; } = Environment.ProcessorCount;

    /// <summary>Tells <paramref name="target"/> whenever <paramref name="events"/> hold for a socket that is not in yet.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public void Add(SafeHandle socket, uint events, IPollTarget target)
    {
        lock (_gate)
        {
            LibC.Add(_set, socket, events, ++_lastKey);
            _keys.Add(socket, _lastKey);
            _targets.Add(_lastKey, target);
        }
    }

    /// <summary>Tells nobody any more. Before the socket is closed, or the set would keep it.</summary>
    public void Remove(SafeHandle socket)
    {
        IPollTarget target;
        lock (_gate)
        {
            if (!_keys.Remove(socket, out long key))
            {
                return;
            }

            _targets.Remove(key, out target!);
            try
            {
                LibC.Remove(_set, socket);
            }
            catch (ObjectDisposedException)
            {
                // Closed, and thereby removed.
            }
        }

        target.OnRemoved();
    }

    /// <summary>Lets the calling thread, which leads, stay with one connection until <see cref="LeaveAlone"/>; false when enough threads do so.</summary>
    public bool TryStayAlone()
    {
        lock (_gate)
        {
            if (_alone >= MostAlone)
            {
                return false;
            }

            _alone++;
        }

        StartLeader();
        return true;
    }

    /// <summary>A thread no longer reads one connection alone.</summary>
    public void LeaveAlone()
    {
        lock (_gate)
        {
            _alone--;
        }
    }

    private void StartLeader()
    {
        int term = Interlocked.Increment(ref _term);
        Thread leader = new(() => Lead(term)) { IsBackground = true, Name = "Cells reader" };
        leader.UnsafeStart();
    }

    private void Lead(int term)
    {
        ReaderThread self = new() { OnStuck = () => ReplaceLeader(term) };
        ReaderWatch.Instance.Add(self);
        Span<byte> events = stackalloc byte[MostEvents * LibC.PollEvents.Size];
        while (Volatile.Read(ref _term) == term)
        {
            int count = LibC.Wait(_set, events);
            // What a thread leaves that no longer leads is reported to the one that does.
            for (int i = 0; i < count && Volatile.Read(ref _term) == term; i++)
            {
                if (FindTarget(LibC.PollEvents.KeyOf(events, i)) is { } target)
                {
                    self.Begin(target);
                    target.OnReady(self);
                    self.End();
                }
            }
        }

        ReaderWatch.Instance.Remove(self);
    }

    private void ReplaceLeader(int term)
    {
        if (Volatile.Read(ref _term) == term)
        {
            StartLeader();
        }
    }

    private IPollTarget? FindTarget(long key)
    {
        lock (_gate)
        {
            return _targets.TryGetValue(key, out IPollTarget? target) ? target : null;
        }
    }
}
