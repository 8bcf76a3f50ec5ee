using Cells.Schema;

namespace Cells.Directories;

/// <summary>A file about one consumer.</summary>
/// <param name="Name">The consumer's name: the file's, without its extension.</param>
/// <param name="Path">The file.</param>
/// <param name="Content">What it holds; null when it cannot be read, so that nothing is known of the consumer but its name.</param>
/// <param name="WrittenAt">When it was written, in UTC.</param>
public sealed record ConsumerFile<T>(string Name, string Path, T? Content, DateTimeOffset WrittenAt)
    where T : class;

/// <summary>What a cell's directory holds about the cell's consumers: <see cref="ConsumerPaths"/> names the files.</summary>
/// <remarks>Reading never fails: what is missing is empty, and what cannot be read is said to be so. At most <see cref="MaxConsumers"/> files of a kind are read, those written last.</remarks>
public sealed class ConsumerDirectory
{
    /// <summary>The most consumers of one cell that are remembered.</summary>
    public const int MaxConsumers = 1000;

    /// <summary>The most schemas of consumers that are kept.</summary>
    internal const int MaxSchemas = 256;

    private const string Extension = ".json";
    private readonly string _directory;

    private ConsumerDirectory(string directory) => _directory = directory;

    /// <summary>The consumers of the cell in <paramref name="directory"/>.</summary>
    public static ConsumerDirectory Of(CellDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new ConsumerDirectory(directory.Path);
    }

    /// <summary>What the builds of consumers wrote, by name.</summary>
    public IReadOnlyList<ConsumerFile<ConsumerRecord>> ReadRecorded() => ReadAll(ConsumerPaths.Records(_directory), ConsumerRecord.MaxLength, ConsumerRecord.Read, static record => record.Name);

    /// <summary>What the running cell wrote, by name.</summary>
    public IReadOnlyList<ConsumerFile<MetConsumer>> ReadMet() => ReadAll(ConsumerPaths.AllMet(_directory), MetConsumer.MaxLength, MetConsumer.Read, static met => met.Name);

    /// <summary>The document of the schema with <paramref name="fingerprint"/>; null when it is not kept. Its content is not checked.</summary>
    public string? FindSchema(string fingerprint)
        => ConsumerRecord.IsFingerprint(fingerprint) ? BoundedFile.ReadText(ConsumerPaths.Schema(_directory, fingerprint), SchemaDocument.MaxLength) : null;

    /// <summary>Deletes what is kept of the consumer <paramref name="name"/>. A cell that runs and has met it must forget it too.</summary>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be deleted.</exception>
    public bool Forget(string name)
    {
        if (!ConsumerRecord.IsLegalName(name))
        {
            return false;
        }

        bool wasRecorded = false;
        foreach (FileInfo file in List(ConsumerPaths.Records(_directory)).Where(file => ConsumerPaths.NameOf(file.Name) == name))
        {
            wasRecorded |= Delete(file.FullName);
        }

        return DeleteMet(name) || wasRecorded;
    }

    /// <summary>Deletes the schemas that no consumer refers to. While a consumer cannot be read, all stay.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be deleted.</exception>
    public int PruneSchemas()
    {
        // The schemas first: one that is written after this listing is not looked at.
        FileInfo[] schemas = List(ConsumerPaths.Schemas(_directory));
        IReadOnlyList<ConsumerFile<ConsumerRecord>> recorded = ReadRecorded();
        IReadOnlyList<ConsumerFile<MetConsumer>> met = ReadMet();
        if (recorded.Any(static file => file.Content is null) || met.Any(static file => file.Content is null))
        {
            return 0;
        }

        HashSet<string> used = new(StringComparer.Ordinal);
        used.UnionWith(recorded.Select(static file => file.Content!.Fingerprint));
        used.UnionWith(met.SelectMany(static file => file.Content!.Builds).Select(static build => build.Fingerprint));
        return schemas.Count(schema => !used.Contains(System.IO.Path.GetFileNameWithoutExtension(schema.Name)) && Delete(schema.FullName));
    }

    /// <summary>Writes what the running cell knows of a consumer.</summary>
    /// <exception cref="IOException">It cannot be written; what was there stays.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal void WriteMet(MetConsumer consumer)
    {
        Directory.CreateDirectory(ConsumerPaths.AllMet(_directory));
        AtomicFile.Write(ConsumerPaths.Met(_directory, consumer.Name), consumer.Write());
    }

    /// <summary>Deletes what the running cell knows of a consumer; false when there is nothing.</summary>
    internal bool DeleteMet(string name) => Delete(ConsumerPaths.Met(_directory, name));

    /// <summary>Keeps a schema, unless it is kept already or there are too many that are used.</summary>
    /// <returns>Whether it is kept.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal bool TryWriteSchema(string fingerprint, string document)
    {
        string path = ConsumerPaths.Schema(_directory, fingerprint);
        if (File.Exists(path))
        {
            return true;
        }

        string schemas = ConsumerPaths.Schemas(_directory);
        Directory.CreateDirectory(schemas);
        int count = List(schemas).Length;
        if (count >= MaxSchemas && count - PruneSchemas() >= MaxSchemas)
        {
            return false;
        }

        AtomicFile.Write(path, document);
        return true;
    }

    private static List<ConsumerFile<T>> ReadAll<T>(string directory, int maxLength, Func<string, T?> read, Func<T, string> nameOf)
        where T : class
    {
        List<ConsumerFile<T>> files = [];
        FileInfo[] found = List(directory);
        Array.Sort(found, static (left, right) => right.LastWriteTimeUtc.CompareTo(left.LastWriteTimeUtc));
        foreach (FileInfo file in found.Take(MaxConsumers))
        {
            string name = ConsumerPaths.NameOf(file.Name);
            if (ConsumerRecord.IsLegalName(name))
            {
                T? content = BoundedFile.ReadText(file.FullName, maxLength) is { } text ? read(text) : null;

                // A file under another name is another consumer's, or a copy: neither can be told from a forgery of this one.
                files.Add(new ConsumerFile<T>(name, file.FullName, content is not null && nameOf(content) == name ? content : null, file.LastWriteTimeUtc));
            }
        }

        files.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return files;
    }

    private static FileInfo[] List(string directory)
    {
        try
        {
            DirectoryInfo found = new(directory);
            return found.Exists ? [.. found.EnumerateFiles("*" + Extension)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool Delete(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        File.Delete(path);
        return true;
    }
}
