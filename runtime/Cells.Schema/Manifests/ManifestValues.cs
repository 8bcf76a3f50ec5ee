namespace Cells.Schema;

/// <summary>The values of one table's keys, with the defaults of those that are absent.</summary>
internal sealed class ManifestValues
{
    /// <summary>Stands for <c>"off"</c>: no duration that can be written is negative.</summary>
    public static readonly TimeSpan Off = Timeout.InfiniteTimeSpan;

    private readonly Dictionary<string, object> _given = new(StringComparer.Ordinal);

    public void Set(ManifestKey key, object value) => _given[key.ToString()] = value;

    public string? Text(ManifestKey key) => (string?)Find(key);

    public bool Flag(ManifestKey key) => (bool)Find(key)!;

    public int Integer(ManifestKey key) => checked((int)(long)Find(key)!);

    public long? Long(ManifestKey key) => (long?)Find(key);

    public double? Number(ManifestKey key) => (double?)Find(key);

    public TimeSpan Duration(ManifestKey key) => (TimeSpan)Find(key)!;

    /// <summary>Null for off.</summary>
    public TimeSpan? DurationOrOff(ManifestKey key) => Duration(key) is TimeSpan duration && duration != Off ? duration : null;

    public SemanticVersion Version(ManifestKey key) => (SemanticVersion)Find(key)!;

    public VersionRange? Range(ManifestKey key) => (VersionRange?)Find(key);

    public List<string> Paths(ManifestKey key) => (List<string>)Find(key)!;

    /// <summary>The position of the chosen text among the key's choices, which are in the order of the enum's members.</summary>
    public int Choice(ManifestKey key)
    {
        string? text = Text(key);
        int index = 0;
        while (key.Choices[index] != text)
        {
            index++;
        }

        return index;
    }

    private object? Find(ManifestKey key)
    {
        if (_given.TryGetValue(key.ToString(), out object? value))
        {
            return value;
        }

        return key.Default is null ? null : ManifestValueReader.ReadLiteral(key, key.Default);
    }
}
