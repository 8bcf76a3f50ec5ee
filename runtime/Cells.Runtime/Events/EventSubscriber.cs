using System.Buffers.Binary;
using Cells.Framing;
using Cells.Hosting;
using Cells.Streams;

namespace Cells.Events;

/// <summary>One subscription at its server: the events that wait for their way to the client, within bounds.</summary>
internal sealed class EventSubscriber
{
    private const long MostBytes = 1024 * 1024;
    private const int FlushSize = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly ServerCall _call;
    private readonly StreamSender _sender;
    private readonly Queue<Waiting> _events = new();
    private readonly AsyncSignal _changed = new();
    private TaskCompletionSource? _room;
    private CellException? _failure;
    private long _bytes;
    private ulong _missed;
    private ulong _missedAtEnd;
    private bool _tellsGap = true;
    private bool _isComplete;
    private bool _isClosed;

    /// <summary>Answers <paramref name="call"/>, which then is a subscription.</summary>
    public EventSubscriber(ServerCall call)
    {
        _call = call;
        _sender = call.OpenSubscription();
        call.Begin(this);
    }

    /// <summary>The event's number at the server.</summary>
    public int Event => _call.Index;

    /// <summary>Keeps an event for the client; false when there is no room, and the publisher shall wait for some.</summary>
    public bool TryAdd(byte[] published, EventOverflow overflow)
    {
        lock (_gate)
        {
            if (_isClosed || _isComplete || _failure is not null)
            {
                return true;
            }

            if (published.Length > _call.Connection.PeerMaxFrame)
            {
                // What the client cannot take does not end what it can. It is told of in its place.
                _missedAtEnd++;
                TellGapIfEmpty();
            }
            else if (IsFull(published) && overflow == EventOverflow.Block)
            {
                return false;
            }
            else if (IsFull(published) && overflow == EventOverflow.Disconnect)
            {
                FailUnderLock("the subscriber does not keep up");
            }
            else
            {
                AddUnderLock(published);
            }
        }

        _changed.Set();
        return true;
    }

    /// <summary>Waits for room and keeps an event; a subscriber that makes none in time is given up.</summary>
    public async ValueTask AddAsync(byte[] published, CancellationToken cancellationToken)
    {
        TimeSpan longest = _call.Connection.Limits.WriteTimeout;
        while (!TryAdd(published, EventOverflow.Block))
        {
            try
            {
                await WaitForRoomAsync(published).WaitAsync(longest, _call.Connection.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                lock (_gate)
                {
                    FailUnderLock($"the subscriber held the publisher for {longest.TotalSeconds:0.#} s (write_timeout)");
                }

                _changed.Set();
            }
        }
    }

    /// <summary>No more events come; those that wait are still sent.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            NotifyRoom();
        }

        _changed.Set();
    }

    /// <summary>The subscription has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _events.Clear();
            NotifyRoom();
        }
    }

    /// <summary>Sends the word that the client is subscribed, and then what comes, until there is no more.</summary>
    /// <returns>False when the client no longer waits.</returns>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: the client did not keep up.</exception>
    public async ValueTask<bool> SendAllAsync()
    {
        int unflushed = 0;
        while (true)
        {
            if (!TryTake(out byte[]? body, out bool isGap))
            {
                _call.Connection.FlushUnlessReading();
                unflushed = 0;
                if (IsOver())
                {
                    return true;
                }

                if (_sender.IsStopped)
                {
                    return false;
                }

                await _changed.WaitAsync().ConfigureAwait(false);
                continue;
            }

            if (!await _sender.SendEventAsync(isGap ? FrameFlags.Gap : FrameFlags.None, body).ConfigureAwait(false))
            {
                ThrowIfFailed();
                return false;
            }

            unflushed += body.Length + FrameHeader.Size;
            if (unflushed >= FlushSize)
            {
                _call.Connection.FlushUnlessReading();
                unflushed = 0;
            }
        }
    }

    /// <summary>The client no longer waits.</summary>
    public void Stop()
    {
        _sender.Stop();
        _changed.Set();
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? body, out bool isGap)
    {
        lock (_gate)
        {
            isGap = _tellsGap;
            if (_tellsGap)
            {
                _tellsGap = false;
                body = new byte[sizeof(ulong)];
                BinaryPrimitives.WriteUInt64LittleEndian(body, _missed);
                _missed = 0;
                return true;
            }

            body = _failure is null && _events.Count > 0 ? Dequeue().Body : null;
            NotifyRoom();
            return body is not null;
        }
    }

    private bool IsOver()
    {
        lock (_gate)
        {
            return _failure is null ? _isComplete && _events.Count == 0 : throw _failure;
        }
    }

    private Task WaitForRoomAsync(byte[] published)
    {
        lock (_gate)
        {
            return _isClosed || _isComplete || !IsFull(published)
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool IsFull(byte[] published)
        => _events.Count >= _call.Connection.Limits.EventBuffer || (_events.Count > 0 && _bytes + published.Length > MostBytes);

    private void AddUnderLock(byte[] published)
    {
        while (IsFull(published))
        {
            Dequeue();
            _missed++;
            _tellsGap = true;
        }

        _events.Enqueue(new Waiting(published, _missedAtEnd));
        _missedAtEnd = 0;
        _bytes += published.Length;
    }

    // What was left out behind the first event is before the next, or before nothing, once that is gone.
    private Waiting Dequeue()
    {
        Waiting first = _events.Dequeue();
        _bytes -= first.Body.Length;
        if (_events.TryPeek(out Waiting next) && next.Missed > 0)
        {
            _missed += next.Missed;
            _tellsGap = true;
        }

        TellGapIfEmpty();
        return first;
    }

    private void TellGapIfEmpty()
    {
        if (_events.Count == 0 && _missedAtEnd > 0)
        {
            _missed += _missedAtEnd;
            _missedAtEnd = 0;
            _tellsGap = true;
        }
    }

    private void FailUnderLock(string reason)
    {
        _failure ??= new CellException(CellStatus.ResourceExhausted, $"{_call.Dispatcher.NameOf(Event)}: {reason}: {_events.Count} events wait (event_buffer)");
        _events.Clear();
        NotifyRoom();

        // The word of it costs no credit: it does not wait for the client to take anything.
        _sender.Stop();
    }

    private void ThrowIfFailed()
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw _failure;
            }
        }
    }

    private void NotifyRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }

    /// <summary>An event that waits.</summary>
    /// <param name="Body">The event.</param>
    /// <param name="Missed">The events that were left out between the one before and this one.</param>
    private readonly record struct Waiting(byte[] Body, ulong Missed);
}
