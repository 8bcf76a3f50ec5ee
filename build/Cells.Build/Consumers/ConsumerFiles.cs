using Cells.Directories;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Reads what lies in <c>cache/consumers/</c>. Nothing there can fail a build: what cannot be read is a note, and its consumer then uses everything.</summary>
internal sealed class ConsumerFiles(string directory, List<string> notes)
{
    // A running cell remembers 1,000; what somebody else puts there is not read without end.
    private const int MaxFiles = 4_000;

    /// <summary>What the builds of consumers left.</summary>
    public IReadOnlyList<RecordedConsumer> ReadRecords() =>
    [
        .. List(ConsumerPaths.Records(directory)).Select(path => (Path: path, Record: Read(path, ConsumerRecord.MaxLength, ConsumerRecord.Read)))
            .Select(static file => (file.Path, file.Record, Name: file.Record?.Name ?? NameOf(file.Path)))
            .Where(static file => file.Name is not null)
            .Select(static file => new RecordedConsumer(file.Name!, file.Record, LastWritten(file.Path))),
    ];

    /// <summary>Whom the running cell has met: by name, null where the file cannot be read.</summary>
    public IReadOnlyList<(string Name, MetConsumer? Met)> ReadMet() =>
    [
        .. List(ConsumerPaths.AllMet(directory)).Select(path => (Path: path, Met: Read(path, MetConsumer.MaxLength, MetConsumer.Read)))
            .Select(static file => (Name: file.Met?.Name ?? NameOf(file.Path), file.Met))
            .Where(static file => file.Name is not null)
            .Select(static file => (file.Name!, file.Met)),
    ];

    // `checkout.json`, and `checkout~0123456789ab.json` of a second one of that name.
    private static string? NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path).Split('~')[0];
        return ConsumerRecord.IsLegalName(name) ? name : null;
    }

    private static DateTimeOffset LastWritten(string path)
    {
        try
        {
            return File.GetLastWriteTimeUtc(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return DateTimeOffset.MaxValue;
        }
    }

    private T? Read<T>(string path, int maxLength, Func<string, T?> read)
        where T : class
    {
        string why;
        try
        {
            FileInfo file = new(path);
            if (file.Length > maxLength)
            {
                why = $"it has {file.Length} bytes, more than {maxLength}";
            }
            else if (read(File.ReadAllText(path)) is { } document)
            {
                return document;
            }
            else
            {
                why = "it is damaged, or of a newer version of Cells";
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            why = exception.Message.TrimEnd('.');
        }

        notes.Add($"'{path}' cannot be read: {why}. Its consumer counts as using everything; build that one again, or delete the file.");
        return null;
    }

    private string[] List(string folder)
    {
        try
        {
            string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.json").Where(static path => !Path.GetFileName(path).StartsWith('.')).Take(MaxFiles + 1)] : [];
            Array.Sort(files, StringComparer.Ordinal);
            if (files.Length > MaxFiles)
            {
                notes.Add($"'{folder}' holds more than {MaxFiles} files: only {MaxFiles} are read. Delete those that no consumer needs.");
                return files[..MaxFiles];
            }

            return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            notes.Add($"'{folder}' cannot be listed: {exception.Message.TrimEnd('.')}. Consumers recorded there are not known.");
            return [];
        }
    }
}
