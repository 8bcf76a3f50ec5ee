using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Transports;
using Microsoft.Win32.SafeHandles;

namespace Cells.Nucleus.Listening;

/// <summary>One thread that waits for descriptors of every kind, without taking anything out of them.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorWatch
{
    private const int MostEvents = 16;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _set = LibC.CreatePollSet();
    private readonly Dictionary<long, (SafeHandle Descriptor, Action Ready)> _watched = [];
    private long _lastKey;

    private DescriptorWatch()
    {
        Thread thread = new(Run, maxStackSize: 256 << 10) { IsBackground = true, Name = "Cells descriptors" };
        thread.UnsafeStart();
    }

    /// <summary>The only one; its thread starts at first use.</summary>
    public static DescriptorWatch Instance { get; } = new();

    /// <summary>Calls <paramref name="ready"/> when there is something to take, again and again until the watch is disposed.</summary>
    /// <remarks>On the thread of all watches: it must not wait. The watch is disposed before the descriptor.</remarks>
    public IDisposable Watch(SafeHandle descriptor, Action ready)
    {
        lock (_gate)
        {
            LibC.Add(_set, descriptor, LibC.InputReady, ++_lastKey);
            _watched.Add(_lastKey, (descriptor, ready));
            return new Registration(this, _lastKey);
        }
    }

    private void Remove(long key)
    {
        lock (_gate)
        {
            if (_watched.Remove(key, out (SafeHandle Descriptor, Action Ready) watched))
            {
                LibC.Remove(_set, watched.Descriptor);
            }
        }
    }

    private void Run()
    {
        Span<byte> events = stackalloc byte[MostEvents * LibC.PollEvents.Size];
        while (true)
        {
            int count = LibC.Wait(_set, events);
            for (int i = 0; i < count; i++)
            {
                long key = LibC.PollEvents.KeyOf(events, i);
                Action? ready;
                lock (_gate)
                {
                    ready = _watched.TryGetValue(key, out (SafeHandle Descriptor, Action Ready) watched) ? watched.Ready : null;
                }

                ready?.Invoke();
            }
        }
    }

    private sealed class Registration(DescriptorWatch owner, long key) : IDisposable
    {
        public void Dispose() => owner.Remove(key);
    }
}
