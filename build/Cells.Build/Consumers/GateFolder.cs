using Cells.Schema;

namespace Cells.Build;

/// <summary>The folder <c>obj/…/cells/gate/</c>: whom the compile is held to, as the analyzers read it.</summary>
internal sealed class GateFolder
{
    private const string ListName = "consumers.json";

    private readonly string _path;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <param name="intermediateDirectory">The directory in <c>obj/</c> for resolved schemas.</param>
    public GateFolder(string intermediateDirectory)
    {
        _path = Path.Combine(intermediateDirectory, "gate");
    }

    /// <summary>Keeps a document that the list names by the key returned.</summary>
    public string Add(string text)
    {
        string key = GateDocument.KeyOf(text);
        _texts[key] = text;
        return key;
    }

    /// <summary>Makes the folder hold the list and what was added, and nothing else. Of an empty list nothing is left.</summary>
    /// <exception cref="BuildProblemException">CELL9009: it cannot be written.</exception>
    public void Write(GateDocument gate)
    {
        foreach ((string key, string text) in _texts)
        {
            AtomicFile.WriteIfDifferent(FileOf(key), text);
        }

        if (gate.IsEmpty)
        {
            AtomicFile.Delete(List);
        }
        else
        {
            AtomicFile.WriteIfDifferent(List, gate.Write());
        }

        foreach (string path in Directory.Exists(_path) ? Directory.GetFiles(_path, "*.json") : [])
        {
            if (path != List && !_texts.ContainsKey(Path.GetFileNameWithoutExtension(path)))
            {
                AtomicFile.Delete(path);
            }
        }
    }

    /// <summary>The files that the list names, and the list itself, each with its kind; none when there is no list.</summary>
    public IReadOnlyList<(string Path, string Kind)> Files()
    {
        if (SchemaFile.TextOrNull(List) is not { } text)
        {
            return [];
        }

        // A list that cannot be read goes to the compiler too, which says so.
        GateDocument gate = GateDocument.Read(text) ?? new GateDocument();
        IEnumerable<string> schemas = gate.Consumers.Select(static consumer => consumer.Schema).Append(gate.Released).OfType<string>();
        IEnumerable<string> records = gate.Consumers.Select(static consumer => consumer.Usage).OfType<string>();
        return
        [
            (List, "consumers"),
            .. schemas.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(key => (FileOf(key), "baseline")),
            .. records.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(key => (FileOf(key), "usage")),
        ];
    }

    /// <summary>The list; null when there is none that can be read.</summary>
    public GateDocument? Read() => SchemaFile.TextOrNull(List) is { } text ? GateDocument.Read(text) : null;

    /// <summary>The schema of a key; null when it is not there or cannot be read.</summary>
    public CellSchema? ReadSchema(string key) => SchemaFile.TextOrNull(FileOf(key)) is { } text ? SchemaDocument.Read(text).Schema : null;

    /// <summary>The record of a key; null when it is not there or cannot be read.</summary>
    public ConsumerRecord? ReadRecord(string key) => SchemaFile.TextOrNull(FileOf(key)) is { } text ? ConsumerRecord.Read(text) : null;

    private string List => Path.Combine(_path, ListName);

    private string FileOf(string key) => Path.Combine(_path, key + ".json");
}
