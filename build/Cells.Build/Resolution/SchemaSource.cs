namespace Cells.Build;

/// <summary>Where a dependency's schema comes from.</summary>
internal enum SchemaSource
{
    /// <summary>The cell that runs.</summary>
    Live,

    /// <summary>What the producer's project exported: <c>cache/schema.json</c>.</summary>
    Exported,

    /// <summary>The committed <c>.cells/&lt;alias&gt;.schema.json</c>.</summary>
    Snapshot,
}

/// <summary>The property <c>CellsSource</c>.</summary>
internal enum SourceMode
{
    Auto,
    Live,
    Exported,
    Snapshot,
}

/// <summary>The words for both, as properties, metadata and messages spell them.</summary>
internal static class SchemaSourceNames
{
    public static string Name(this SchemaSource source) => source switch
    {
        SchemaSource.Live => "live",
        SchemaSource.Exported => "exported",
        _ => "snapshot",
    };

    public static bool TryParse(string text, out SchemaSource source)
    {
        (bool known, source) = text switch
        {
            "live" => (true, SchemaSource.Live),
            "exported" => (true, SchemaSource.Exported),
            "snapshot" => (true, SchemaSource.Snapshot),
            _ => (false, default),
        };
        return known;
    }

    /// <exception cref="BuildProblemException">CELL9012: none of the four words.</exception>
    public static SourceMode ParseMode(string text) => text.ToLowerInvariant() switch
    {
        "" or "auto" => SourceMode.Auto,
        "live" => SourceMode.Live,
        "exported" => SourceMode.Exported,
        "snapshot" => SourceMode.Snapshot,
        _ => throw new BuildProblemException(
            DiagnosticIds.UnknownSource,
            $"CellsSource is '{text}'. Set it to auto, live, exported or snapshot, or leave it out for auto."),
    };
}
