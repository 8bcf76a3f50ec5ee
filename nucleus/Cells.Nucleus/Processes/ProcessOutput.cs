using System.Runtime.Versioning;
using Cells.Nucleus.Listening;
using Microsoft.Win32.SafeHandles;

namespace Cells.Nucleus.Processes;

/// <summary>Takes what a process writes to a pipe, line by line, as fast as it comes.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ProcessOutput : IDisposable
{
    private const int BufferSize = 16 << 10;

    /// <summary>A longer line is cut in pieces.</summary>
    private const int LongestLine = 64 << 10;

    // All are read on one thread, and what is in here is taken before it reads on.
    private static readonly byte[] Buffer = new byte[BufferSize];

    private readonly SafeFileHandle _pipe;
    private readonly LineSink _sink;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private byte[] _line = [];
    private int _length;
    private IDisposable? _watch;

    /// <summary>Begins to read <paramref name="pipe"/>, which it takes over.</summary>
    public ProcessOutput(SafeFileHandle pipe, LineSink sink)
    {
        _pipe = pipe;
        _sink = sink;
        lock (_gate)
        {
            _watch = DescriptorWatch.Instance.Watch(pipe, Read);
        }
    }

    /// <summary>Takes one line, without its end. Must not wait.</summary>
    public delegate void LineSink(ReadOnlySpan<byte> line);

    /// <summary>Ends when nobody can write to the pipe any more.</summary>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public void Dispose() => End();

    private void Read()
    {
        lock (_gate)
        {
            if (_watch is null)
            {
                return;
            }

            // There is something, or the end: this does not wait.
            int count = Native.Read(_pipe, Buffer);
            if (count > 0)
            {
                Take(Buffer.AsSpan(0, count));
                return;
            }
        }

        End();
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            if (end >= 0 && _length == 0)
            {
                Emit(part);
                continue;
            }

            if (_length + part.Length > LongestLine)
            {
                Emit(_line.AsSpan(0, _length));
                _length = 0;
            }

            if (_line.Length < _length + part.Length)
            {
                Array.Resize(ref _line, Math.Max(_length + part.Length, Math.Min(LongestLine, 2 * _line.Length)));
            }

            part.CopyTo(_line.AsSpan(_length));
            _length += part.Length;
            if (end >= 0)
            {
                Emit(_line.AsSpan(0, _length));
                _length = 0;
            }
        }
    }

    private void Emit(ReadOnlySpan<byte> line) => _sink(line is [.. var text, (byte)'\r'] ? text : line);

    private void End()
    {
        lock (_gate)
        {
            if (_watch is null)
            {
                return;
            }

            _watch.Dispose();
            _watch = null;
            if (_length > 0)
            {
                Emit(_line.AsSpan(0, _length));
                _length = 0;
            }

            _pipe.Dispose();
        }

        _ended.TrySetResult();
    }
}
