using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cells.Nucleus.Logging;

/// <summary>
/// Takes lines from many and writes them to one file, behind their backs: whoever logs never waits for a disk and never sees it fail. Lines that come while
/// <see cref="MaxWaiting"/> bytes wait are dropped, and counted in a line of their own as soon as one fits again.
/// </summary>
internal sealed class LogWriter : IAsyncDisposable
{
    /// <summary>The most bytes that wait for the disk.</summary>
    public const int MaxWaiting = 1 << 20;

    /// <summary>What a buffer may keep: a burst does not stay in memory.</summary>
    private const int KeptCapacity = 16 << 10;

    /// <summary>How long a disk that failed is left alone.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly RotatingFile _file;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _hasWork = new(0, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _writing;
    private ArrayBufferWriter<byte> _waiting = new(KeptCapacity);
    private ArrayBufferWriter<byte> _leaving = new(KeptCapacity);
    private int _waitingLines;
    private long _dropped;
    private string _reason = "";
    private bool _isEnded;

    /// <summary>Starts writing.</summary>
    /// <param name="file">The file, which the writer owns.</param>
    /// <param name="clock">The clock of the lines' times and of the pause after a failure.</param>
    public LogWriter(RotatingFile file, TimeProvider clock)
    {
        _file = file;
        _clock = clock;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Adds a line of a cell's process. Never waits, never fails.</summary>
    /// <param name="replica">The replica.</param>
    /// <param name="stream">Where it printed.</param>
    /// <param name="text">UTF-8 without a line feed.</param>
    public void Write(int replica, LogStream stream, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            if (TryReserve(text.Length))
            {
                LogLine.WriteTo(_waiting, _clock.GetUtcNow(), replica, stream, text);
            }
        }
    }

    /// <summary>Adds a line of the nucleus' own: the time and the text. Never waits, never fails.</summary>
    public void Write(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ") + "\n");
        lock (_gate)
        {
            if (TryReserve(bytes.Length))
            {
                LogLine.WriteTime(_waiting, _clock.GetUtcNow());
                _waiting.Write(bytes);
            }
        }
    }

    /// <summary>Writes what waits, as far as the disk takes it, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isEnded)
            {
                return;
            }

            _isEnded = true;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _file.Dispose();
        _ending.Dispose();
        _hasWork.Dispose();
    }

    /// <summary>Makes room for a line; false, and counted, where there is none. Under the lock.</summary>
    private bool TryReserve(int length)
    {
        if (_isEnded)
        {
            return false;
        }

        if (_waiting.WrittenCount + length + LogLine.Overhead > MaxWaiting)
        {
            Drop(1, "they came faster than they could be written");
            return false;
        }

        _waitingLines++;
        Wake();
        return true;
    }

    private void Drop(int lines, string reason)
    {
        _reason = _dropped == 0 ? reason : _reason;
        _dropped += lines;
    }

    private void Wake()
    {
        if (_hasWork.CurrentCount == 0)
        {
            _hasWork.Release();
        }
    }

    private async Task WriteAsync()
    {
        bool isEnding = false;
        while (!isEnding)
        {
            try
            {
                await _hasWork.WaitAsync(_ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                isEnding = true;
            }

            if (TryTake(out int lines) && TryAppend(_leaving.WrittenSpan) is { } failure)
            {
                lock (_gate)
                {
                    Drop(lines, failure);
                }

                await PauseAsync().ConfigureAwait(false);
            }

            Clear(ref _leaving);
        }
    }

    /// <summary>Takes what waits; false when that is nothing.</summary>
    private bool TryTake(out int lines)
    {
        lock (_gate)
        {
            if (_dropped > 0)
            {
                string text = string.Create(CultureInfo.InvariantCulture, $"[cells] dropped {_dropped} {(_dropped == 1 ? "line" : "lines")}: {_reason}");
                LogLine.WriteTo(_waiting, _clock.GetUtcNow(), 0, LogStream.Error, Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ")));
            }

            // The count of those that were dropped is theirs who take it: it comes back when this cannot be written either.
            lines = _waitingLines + (int)Math.Min(_dropped, int.MaxValue / 2);
            (_waiting, _leaving) = (_leaving, _waiting);
            _waitingLines = 0;
            _dropped = 0;
            return _leaving.WrittenCount > 0;
        }
    }

    /// <summary>Writes; the reason where that failed.</summary>
    private string? TryAppend(ReadOnlySpan<byte> lines)
    {
        try
        {
            _file.Append(lines);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private async ValueTask PauseAsync()
    {
        try
        {
            await Task.Delay(RetryDelay, _clock, _ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_gate)
        {
            // What was dropped is told even when nothing else comes.
            Wake();
        }
    }

    private static void Clear(ref ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > KeptCapacity)
        {
            buffer = new ArrayBufferWriter<byte>(KeptCapacity);
        }
        else
        {
            buffer.ResetWrittenCount();
        }
    }
}
