using System.Text;

namespace Cells.Build;

/// <summary>Writes whole files or nothing: a temporary file beside the target, then a rename. Concurrent writers of one file leave one of their versions.</summary>
internal static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // A build that was killed leaves its temporary file. No write takes this long, so an older one has no owner.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    /// <summary>Writes <paramref name="text"/> unless the file holds it already, so that its timestamp says when it changed.</summary>
    /// <returns>Whether the file was written.</returns>
    /// <exception cref="BuildProblemException">CELL9009: the disk is full, the directory is read-only, or something else is in the way.</exception>
    public static bool WriteIfDifferent(string path, string text)
    {
        if (HasText(path, text))
        {
            return false;
        }

        Write(path, text);
        return true;
    }

    /// <summary>Writes the file even if it holds the text already: a stamp, whose timestamp is what counts.</summary>
    /// <exception cref="BuildProblemException">CELL9009, as for <see cref="WriteIfDifferent"/>.</exception>
    public static void Write(string path, string text)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string name = Path.GetFileName(path);
        string temporary = Path.Combine(directory, $".{name}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(directory);
            DeleteAbandoned(directory, name);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(Utf8.GetBytes(text));
                // A rename is durable before the data it names; without this a power cut leaves an empty file.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            DeleteQuietly(temporary);
            throw new BuildProblemException(
                DiagnosticIds.CannotWrite,
                $"Cannot write '{path}': {exception.Message.TrimEnd('.')}. Nothing was changed there. Free space on the disk, or make '{directory}' a directory that this user may write to, and try again.",
                path);
        }
    }

    /// <summary>Removes the file if it is there.</summary>
    /// <exception cref="BuildProblemException">CELL9009: it cannot be removed.</exception>
    public static void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BuildProblemException(DiagnosticIds.CannotWrite, $"Cannot delete '{path}': {exception.Message} Delete it, or make its directory writable, and try again.", path);
        }
    }

    private static bool HasText(string path, string text)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length == Utf8.GetByteCount(text) && string.Equals(File.ReadAllText(path, Utf8), text, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Unreadable is different; writing it says what is wrong.
            return false;
        }
    }

    private static void DeleteAbandoned(string directory, string name)
    {
        DateTime oldest = DateTime.UtcNow - AbandonedAfter;
        foreach (string path in Directory.EnumerateFiles(directory, $".{name}.*.tmp"))
        {
            if (File.GetLastWriteTimeUtc(path) < oldest)
            {
                DeleteQuietly(path);
            }
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The write's own failure is the one to report; a leftover is harmless.
            _ = exception;
        }
    }
}
