using Cells.Transports;

namespace Cells.Directories;

/// <summary>The exclusive hold on a cell's directory. Ends with the process, however it ends.</summary>
internal sealed class CellLock : IDisposable
{
    private const int MostAttempts = 10;
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(20);

    private static readonly List<CellLock> Kept = [];

    private readonly FileStream _file;

    private CellLock(FileStream file) => _file = file;

    /// <summary>Takes the lock; null when another process holds it.</summary>
    /// <remarks>Tried for a moment: who only asks whether a cell runs holds the lock for microseconds, too.</remarks>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the lock file cannot be made.</exception>
    public static ValueTask<CellLock?> TryAcquireAsync(CellDirectory directory, CancellationToken cancellationToken) => TryAcquireAsync(directory.LockPath, cancellationToken);

    /// <summary>Takes the lock that the file at <paramref name="path"/> is; null when another process holds it.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the lock file cannot be made.</exception>
    public static ValueTask<CellLock?> TryAcquireAsync(string path, CancellationToken cancellationToken)
        => TryAcquire(path) is { } held ? new ValueTask<CellLock?>(held) : TryAgainAsync(path, cancellationToken);

    /// <summary>Whether some process holds the lock of <paramref name="directory"/>.</summary>
    public static bool IsHeld(CellDirectory directory) => IsHeld(directory.LockPath);

    /// <summary>Whether some process holds the lock that the file at <paramref name="path"/> is.</summary>
    public static bool IsHeld(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            // Shared, so that two who ask do not mistake each other for the cell.
            using FileStream? file = TryOpen(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return file is null;
        }
        catch (CellException)
        {
            // Not ours to read: then its owner's socket will answer, or not.
            return false;
        }
    }

    /// <summary>Holds the lock until the process ends: what nothing refers to is collected, and closed.</summary>
    public void KeepUntilExit()
    {
        lock (Kept)
        {
            Kept.Add(this);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static async ValueTask<CellLock?> TryAgainAsync(string path, CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt < MostAttempts; attempt++)
        {
            await Task.Delay(AttemptDelay, cancellationToken).ConfigureAwait(false);
            if (TryAcquire(path) is { } held)
            {
                return held;
            }
        }

        return null;
    }

    private static CellLock? TryAcquire(string path)
    {
        FileStream? file = TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        if (file is null || IsCurrent(file, path))
        {
            return file is null ? null : new CellLock(file);
        }

        // The file was removed between opening and locking: what is held locks nobody out.
        file.Dispose();
        return null;
    }

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        FileStreamOptions options = new() { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (mode == FileMode.OpenOrCreate && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(path, options);
        }
        catch (IOException e) when (IsConflict(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CellException(CellStatus.FailedPrecondition, $"{path}: cannot be opened: {e.Message}", e) { Outcome = CallOutcome.NotExecuted };
        }
    }

    // EWOULDBLOCK on Linux, on macOS, and a sharing violation on Windows.
    private static bool IsConflict(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static bool IsCurrent(FileStream file, string path)
        => !OperatingSystem.IsLinux() || LibC.Identify(file.SafeFileHandle) == LibC.Identify(path);
}
