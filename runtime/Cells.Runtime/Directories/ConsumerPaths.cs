using System.Security.Cryptography;
using System.Text;
using Cells.Schema;

namespace Cells.Directories;

/// <summary>Where a cell's directory keeps what is known of its consumers. Builds of consumers and the running cell write there; its own build reads.</summary>
public static class ConsumerPaths
{
    // Bytes: 12 digits.
    private const int NamesakeHashSize = 6;

    /// <summary><c>cache/consumers/</c>: a <see cref="ConsumerRecord"/> of each consumer that was built beside the cell.</summary>
    public static string Records(string directory) => Path.Combine(directory, "cache", "consumers");

    /// <summary><c>cache/consumers/&lt;name&gt;.json</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no cell's name.</exception>
    public static string Record(string directory, string name) => Path.Combine(Records(directory), FileName(name));

    /// <summary><c>cache/consumers/&lt;name&gt;~&lt;hash&gt;.json</c>: of a second consumer of the same name, told apart by its directory. No name has a <c>~</c>.</summary>
    /// <param name="directory">The producer's directory.</param>
    /// <param name="name">The consumer's name.</param>
    /// <param name="consumerDirectory">The consumer's directory relative to the producer's.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is no cell's name.</exception>
    public static string Namesake(string directory, string name, string consumerDirectory)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(consumerDirectory)), 0, NamesakeHashSize);
        return Path.Combine(Records(directory), FileName(name, $"~{hash}"));
    }

    /// <summary>The consumer that a file of records is about, by the file's name: what stands before a <c>~</c>, or before <c>.json</c>.</summary>
    public static string NameOf(string fileName)
    {
        string name = Path.GetFileNameWithoutExtension(fileName);
        int mark = name.IndexOf('~', StringComparison.Ordinal);
        return mark < 0 ? name : name[..mark];
    }

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

    private static string FileName(string name, string suffix = "")
        => ConsumerRecord.IsLegalName(name) ? name + suffix + ".json" : throw new ArgumentException("A cell's name is 1 to 64 letters, digits, '_', '-' and '.', and begins with a letter or digit.", nameof(name));
}
