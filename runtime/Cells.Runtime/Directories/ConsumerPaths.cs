using Cells.Schema;

namespace Cells.Directories;

/// <summary>Where a cell's directory keeps what is known of its consumers. Builds of consumers and the running cell write there; its own build reads.</summary>
public static class ConsumerPaths
{
    /// <summary><c>cache/consumers/</c>: a <see cref="ConsumerRecord"/> of each consumer that was built beside the cell.</summary>
    public static string Records(string directory) => Path.Combine(directory, "cache", "consumers");

    /// <summary><c>cache/consumers/&lt;name&gt;.json</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no cell's name.</exception>
    public static string Record(string directory, string name) => Path.Combine(Records(directory), FileName(name));

    /// <summary><c>cache/consumers/met/</c>: a <see cref="MetConsumer"/> of each consumer that has connected.</summary>
    public static string AllMet(string directory) => Path.Combine(Records(directory), "met");

    /// <summary><c>cache/consumers/met/&lt;name&gt;.json</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no cell's name.</exception>
    public static string Met(string directory, string name) => Path.Combine(AllMet(directory), FileName(name));

    /// <summary><c>cache/consumers/schemas/</c>: the schemas that consumers were compiled against.</summary>
    public static string Schemas(string directory) => Path.Combine(Records(directory), "schemas");

    /// <summary><c>cache/consumers/schemas/&lt;fingerprint&gt;.json</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="fingerprint"/> is none.</exception>
    public static string Schema(string directory, string fingerprint)
        => ConsumerRecord.IsFingerprint(fingerprint)
            ? Path.Combine(Schemas(directory), fingerprint + ".json")
            : throw new ArgumentException("A fingerprint is 64 lower-case hex digits.", nameof(fingerprint));

    private static string FileName(string name)
        => ConsumerRecord.IsLegalName(name) ? name + ".json" : throw new ArgumentException("A cell's name is 1 to 64 letters, digits, '_', '-' and '.', and begins with a letter or digit.", nameof(name));
}
