using System.Text;
using Cells.Nucleus.Logging;

namespace Cells.Cli.Logs;

/// <summary>Reads one log of a cell from its oldest file to the end of its newest, and on from there over rotations.</summary>
/// <param name="cell">The cell.</param>
/// <param name="log">Which of its logs: <see cref="LogFolder.CellLog"/> or <see cref="LogFolder.NucleusLog"/>.</param>
/// <param name="since">Lines from before are left out; null for none.</param>
internal sealed class LogReader(LoggedCell cell, string log, DateTimeOffset? since) : IDisposable
{
    /// <summary>The most bytes of a line; a longer one, which no nucleus writes, comes in pieces.</summary>
    private const int MaxLine = 128 << 10;

    private readonly byte[] _buffer = new byte[MaxLine];
    private FileStream? _file;
    private int _start;
    private int _end;
    private DateTimeOffset _time;

    /// <summary>Whether files went away before they were read: lines are missing then. Reading it forgets it.</summary>
    public bool TakeLoss()
    {
        bool isLost = _isLost;
        _isLost = false;
        return isLost;
    }

    private bool _isLost;

    /// <summary>The next line that is there by now; null for none yet.</summary>
    public LogEntry? Read()
    {
        while (ReadLine() is { } line)
        {
            LogEntry entry = Parse(line.Span);
            if (line.Length > 0 && (since is null || entry.Time >= since))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>The beginning of a line whose end is not there; null for none.</summary>
    public LogEntry? ReadRest()
    {
        if (_start == _end)
        {
            return null;
        }

        _buffer[_end++] = (byte)'\n';
        return Read();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private LogEntry Parse(ReadOnlySpan<byte> line)
    {
        if (log == LogFolder.NucleusLog)
        {
            return LogLine.TryParseOwn(line, out DateTimeOffset time, out string text)
                ? new LogEntry(cell, _time = time, null, null, text) { IsOfNucleus = true }
                : new LogEntry(cell, _time, null, null, Encoding.UTF8.GetString(line)) { IsOfNucleus = true };
        }

        return LogLine.TryParse(line, out LogLine parsed)
            ? new LogEntry(cell, _time = parsed.Time, parsed.Replica, parsed.Stream, parsed.Text)
            : new LogEntry(cell, _time, null, null, Encoding.UTF8.GetString(line));
    }

    private ReadOnlyMemory<byte>? ReadLine()
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length < 0 && _end - _start == MaxLine - 1)
            {
                length = MaxLine - 1;
                ReadOnlyMemory<byte> piece = _buffer.AsMemory(_start, length);
                _start += length;
                return piece;
            }

            if (length >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                return line;
            }

            if (!Fill())
            {
                return null;
            }
        }
    }

    /// <summary>Reads on, in the next file where this one has ended; false where nothing has come.</summary>
    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        while (true)
        {
            _file ??= OpenOldest();
            if (_file is null)
            {
                return false;
            }

            if (ReadFile(_file))
            {
                return true;
            }

            int? age = FindAge(_file);
            if (age == 0)
            {
                // Its writer begins anew when it was cut short by hand.
                if (_file.Length >= _file.Position)
                {
                    return false;
                }

                _file.Position = 0;
                continue;
            }

            // Whatever was written before it was moved is there by now: it is asked once more.
            if (ReadFile(_file))
            {
                return true;
            }

            FileStream? next = age is null ? OpenOldest() : TryOpen(age.Value - 1);
            if (next is null)
            {
                return false;
            }

            _isLost |= age is null;
            _file.Dispose();
            _file = next;
        }
    }

    private bool ReadFile(FileStream file)
    {
        // A byte stays free for the end of a last line.
        int read = file.Read(_buffer, _end, MaxLine - 1 - _end);
        _end += read;
        return read > 0;
    }

    private FileStream? OpenOldest()
    {
        for (int age = LogFolder.FileCount - 1; age >= 0; age--)
        {
            FileInfo file = new(LogFolder.FileOf(cell.Folder, log, age));
            if (file.Exists && (age == 0 || since is null || file.LastWriteTimeUtc >= since.Value.UtcDateTime) && TryOpen(age) is { } opened)
            {
                return opened;
            }
        }

        return null;
    }

    private FileStream? TryOpen(int age)
    {
        try
        {
            return new FileStream(
                LogFolder.FileOf(cell.Folder, log, age), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>How old an open file is by now; null when it is none of the log's any more.</summary>
    private int? FindAge(FileStream file)
    {
        FileMark mark = FileMark.Of(file);
        foreach (int age in Enumerable.Range(0, LogFolder.FileCount))
        {
            if (FileMark.Of(LogFolder.FileOf(cell.Folder, log, age)) == mark)
            {
                return age;
            }
        }

        return null;
    }
}
