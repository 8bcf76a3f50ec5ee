using Cells.Directories;
using Cells.Schema;

namespace Cells.Build;

/// <summary>Lays a consumer's record into the directory of a cell that it depends on, and takes it away again.</summary>
/// <param name="consumerDirectory">The consumer's directory.</param>
/// <param name="name">The consumer's name.</param>
internal sealed class SharedRecord(string consumerDirectory, string name)
{
    private readonly string _consumer = CellPaths.Canonical(consumerDirectory);

    /// <summary>Writes the record and the schema that it is about, each unless it lies there already.</summary>
    /// <returns>The record's file.</returns>
    /// <exception cref="BuildProblemException">CELL9009: something in the producer's directory cannot be written.</exception>
    public string Write(string producerDirectory, ConsumerRecord record, string schema)
    {
        string directory = DirectoryFrom(producerDirectory);
        // The schema first: whoever finds the record finds it too.
        AtomicFile.WriteIfDifferent(ConsumerPaths.Schema(producerDirectory, record.Fingerprint), schema);
        string path = PathFor(producerDirectory, directory);
        AtomicFile.WriteIfDifferent(path, (record with { Directory = directory }).Write());
        return path;
    }

    /// <summary>Deletes a record that this consumer wrote. One of another consumer, and one that is gone, stay as they are.</summary>
    /// <exception cref="BuildProblemException">CELL9009: it cannot be deleted.</exception>
    public void Delete(string path)
    {
        if (ProducerOf(path) is { } producer && IsOwn(ReadOrNull(path), producer))
        {
            AtomicFile.Delete(path);
        }
    }

    // <producer>/cache/consumers/<file>
    private static string? ProducerOf(string path) => Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path)));

    /// <summary>
    /// The file named for the consumer, unless another living cell of the same name has it: then one whose name tells the two apart, since neither may hide what
    /// the other uses.
    /// </summary>
    private string PathFor(string producerDirectory, string directory)
    {
        string path = ConsumerPaths.Record(producerDirectory, name);
        return ReadOrNull(path) is not { Directory: { } other } found || IsOwn(found, producerDirectory) || !File.Exists(CellPaths.Manifest(Resolve(producerDirectory, other)))
            ? path
            : ConsumerPaths.Namesake(producerDirectory, name, directory);
    }

    private bool IsOwn(ConsumerRecord? record, string producerDirectory)
        => record?.Directory is { } directory && string.Equals(CellPaths.Canonical(Resolve(producerDirectory, directory)), _consumer, StringComparison.Ordinal);

    private static string Resolve(string producerDirectory, string directory) => Path.Combine(CellPaths.Canonical(producerDirectory), directory);

    private string DirectoryFrom(string producerDirectory) => Path.GetRelativePath(CellPaths.Canonical(producerDirectory), _consumer).Replace('\\', '/');

    private static ConsumerRecord? ReadOrNull(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length <= ConsumerRecord.MaxLength ? ConsumerRecord.Read(File.ReadAllText(path)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
