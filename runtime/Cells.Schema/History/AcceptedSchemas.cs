namespace Cells.Schema;

/// <summary>The document <c>cache/accepted.json</c>: which past schemas a build of a cell promises to serve. docs/schema/cells-accepted.json describes it.</summary>
public static class AcceptedSchemas
{
    /// <summary>The newest format that is written.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The canonical document: the same promise always gives the same text, with <c>\n</c> as the line end.</summary>
    /// <param name="accepts">The range that the manifest states.</param>
    /// <param name="promised">The versions in the range, the oldest first.</param>
    public static string Write(VersionRange accepts, IEnumerable<FrozenSchema> promised)
    {
        JsonWriter writer = new();
        writer.BeginObject();
        writer.Name("format");
        writer.Number(CurrentFormat);
        writer.Name("accepts");
        writer.String(accepts.ToString());
        writer.Name("schemas");
        writer.BeginArray();
        foreach (FrozenSchema frozen in promised)
        {
            writer.BeginObject();
            writer.Name("version");
            writer.String(frozen.Version.ToString());
            writer.Name("fingerprint");
            writer.String(frozen.Fingerprint);
            writer.EndObject();
        }

        writer.EndArray();
        writer.EndObject();
        return writer + "\n";
    }
}
