namespace Cells.Schema;

/// <summary>A <c>cell.toml</c>. <see cref="ManifestKeys"/> describes its keys; docs/cell-toml.md is the reference made from it.</summary>
public sealed record CellManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = "cell.toml";

    /// <summary>The largest file that is read, in UTF-16 units.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The instance's name; null stands for the name of its directory.</summary>
    public string? Name { get; init; }

    /// <summary>The version; 0.0.0 where none is stated.</summary>
    public SemanticVersion Version { get; init; } = SemanticVersion.Zero;

    /// <summary>What the cell is for; null where not stated.</summary>
    public string? Description { get; init; }

    /// <summary>The number of processes that serve the cell.</summary>
    public required int Replicas { get; init; }

    /// <summary>The executable to start instead of the built project, relative to the cell's directory; null to build.</summary>
    public string? Binary { get; init; }

    /// <summary>What the cell promises about its own history.</summary>
    public required SchemaSettings Schema { get; init; }

    /// <summary>The cells that this one calls, in the order written.</summary>
    public EquatableArray<ManifestDependency> Dependencies { get; init; }

    /// <summary>When the cell stops, and what is kept.</summary>
    public required LifeCycleSettings LifeCycle { get; init; }

    /// <summary>The bounds on connections, calls and resources.</summary>
    public required LimitSettings Limits { get; init; }

    /// <summary>How the cell may be reached.</summary>
    public required ListenSettings Listen { get; init; }

    /// <summary>Who may connect.</summary>
    public required AuthSettings Auth { get; init; }

    /// <summary>What the cell's process may reach.</summary>
    public required SandboxSettings Sandbox { get; init; }

    /// <summary>Variables set for the cell's process, in the order written.</summary>
    public EquatableArray<EnvironmentVariable> Environment { get; init; }

    /// <summary>Reads and checks a manifest. Bad input is a result, never an exception.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="path">The file's path, for messages only.</param>
    public static ManifestReadResult Read(string text, string path) => ManifestReader.Read(text, path);
}

/// <summary>A manifest, or everything that is wrong with it.</summary>
/// <param name="Manifest">The manifest; null when there are errors.</param>
/// <param name="Errors">All errors, in the order of their places.</param>
public sealed record ManifestReadResult(CellManifest? Manifest, EquatableArray<ManifestError> Errors);

/// <summary>One thing that is wrong with a manifest.</summary>
/// <param name="Id">The diagnostic's id; docs/rules has a page for each.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="Path">The file, as given to the reader.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
public sealed record ManifestError(string Id, string Message, string Path, int Line, int Column)
{
    /// <summary>The error as compilers and MSBuild print it.</summary>
    public override string ToString() => $"{Path}({Line},{Column}): error {Id}: {Message}";
}
