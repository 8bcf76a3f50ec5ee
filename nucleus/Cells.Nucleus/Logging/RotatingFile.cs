namespace Cells.Nucleus.Logging;

/// <summary>A file that is only appended to, and moved aside before it passes its size. For one writer.</summary>
/// <param name="folder">The folder, which is made when it is needed.</param>
/// <param name="log">The log's name: <see cref="LogFolder"/>.</param>
/// <param name="maxSize">The most bytes of one file.</param>
internal sealed class RotatingFile(string folder, string log, long maxSize) : IDisposable
{
    private FileStream? _file;
    private long _size;
    private bool _isTorn;

    /// <summary>Appends whole lines.</summary>
    /// <exception cref="IOException">The disk is full or gone; the file ends where it did, or within the lines.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        try
        {
            // A file that someone removed or moved is not written on where nobody sees it.
            if (_file is not null && !File.Exists(_file.Name))
            {
                Close();
            }

            _file ??= Open();
            if (_size > 0 && _size + lines.Length > maxSize)
            {
                Close();
                Rotate();
                _file = Open();
            }

            if (_isTorn)
            {
                _file.WriteByte((byte)'\n');
                _size++;
                _isTorn = false;
            }

            _file.Write(lines);
            _size += lines.Length;
        }
        catch
        {
            // Opened anew the next time, when there may be a disk again.
            Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private FileStream Open()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        LogFolder.Create(folder);
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string path = LogFolder.FileOf(folder, log, 0);
        FileStream file = new(path, options);
        // Anything may stand at the path: a pipe has no size.
        _size = file.CanSeek ? file.Length : 0;
        _isTorn = _size > 0 && EndsWithinALine(path);
        return file;
    }

    /// <summary>Whether a full disk, or the end of a process, cut the last line off.</summary>
    private static bool EndsWithinALine(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private void Rotate()
    {
        for (int age = LogFolder.FileCount - 1; age > 0; age--)
        {
            string younger = LogFolder.FileOf(folder, log, age - 1);
            if (File.Exists(younger))
            {
                File.Move(younger, LogFolder.FileOf(folder, log, age), overwrite: true);
            }
        }
    }

    private void Close()
    {
        FileStream? file = _file;
        _file = null;
        file?.Dispose();
    }
}
