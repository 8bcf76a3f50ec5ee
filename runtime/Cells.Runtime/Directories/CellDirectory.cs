using System.Runtime.Versioning;
using Cells.Schema;

namespace Cells.Directories;

/// <summary>A cell's directory and the places in it.</summary>
public sealed class CellDirectory
{
    /// <summary>The variable that names the directory of a process.</summary>
    public const string Variable = "CELLS_DIRECTORY";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private CellDirectory(string path) => Path = path;

    /// <summary>The full path, without a separator at the end.</summary>
    public string Path { get; }

    /// <summary><c>cell.toml</c>.</summary>
    public string ManifestPath => System.IO.Path.Combine(Path, CellManifest.FileName);

    /// <summary><c>run/</c>: what belongs to the running cell, for its user only.</summary>
    public string RunPath => System.IO.Path.Combine(Path, "run");

    /// <summary><c>run/public/</c>: what other cells may see.</summary>
    public string PublicPath => System.IO.Path.Combine(RunPath, "public");

    /// <summary><c>run/public/cell.sock</c>: where the cell listens.</summary>
    public string SocketPath => System.IO.Path.Combine(PublicPath, "cell.sock");

    /// <summary><c>run/lock</c>: held while the cell runs.</summary>
    public string LockPath => System.IO.Path.Combine(RunPath, "lock");

    /// <summary><c>run/nucleus.sock</c>: where the cell's nucleus, if it has one, takes orders.</summary>
    public string NucleusSocketPath => System.IO.Path.Combine(RunPath, "nucleus.sock");

    /// <summary><c>run/bin/</c>: the staged builds.</summary>
    public string BuildsPath => System.IO.Path.Combine(RunPath, "bin");

    /// <summary><c>log/</c>.</summary>
    public string LogPath => System.IO.Path.Combine(Path, "log");

    /// <summary>The socket to ask for the cell's schema: it never starts a cell that is idle, as a call at <see cref="SocketPath"/> would.</summary>
    public string QuestionSocketPath => File.Exists(NucleusSocketPath) ? NucleusSocketPath : SocketPath;

    /// <summary><c>run/state.json</c>: facts about the running process.</summary>
    public string StatePath => System.IO.Path.Combine(RunPath, "state.json");

    /// <summary><c>run/schema.json</c>: the schema of the running build.</summary>
    public string SchemaPath => System.IO.Path.Combine(RunPath, "schema.json");

    /// <summary><c>cache/schema.json</c>: the schema that the last build exported.</summary>
    public string ExportPath => System.IO.Path.Combine(Path, "cache", "schema.json");

    /// <summary>The directory's own name: the cell's, unless its manifest gives another.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The directory at <paramref name="path"/>, which need not exist.</summary>
    public static CellDirectory At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new CellDirectory(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
    }

    /// <summary>The directory of this process: the one that <see cref="Variable"/> names, else the nearest with a <c>cell.toml</c> above the program.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: there is none.</exception>
    public static CellDirectory Find() => Find(Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: it cannot be read, or has errors; all are listed.</exception>
    public CellManifest ReadManifest()
    {
        string text;
        try
        {
            text = File.ReadAllText(ManifestPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"{ManifestPath}: cannot be read: {e.Message}", e);
        }

        ManifestReadResult result = CellManifest.Read(text, ManifestPath);
        return result.Manifest ?? throw Failure(string.Join(Environment.NewLine, result.Errors), null);
    }

    internal static CellDirectory Find(string? variable, string baseDirectory)
    {
        if (!string.IsNullOrEmpty(variable))
        {
            CellDirectory named = At(variable);
            return File.Exists(named.ManifestPath)
                ? named
                : throw Failure($"{Variable} names {named.Path}, which has no {CellManifest.FileName}", null);
        }

        for (DirectoryInfo? directory = new(baseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(directory.FullName, CellManifest.FileName)))
            {
                return At(directory.FullName);
            }
        }

        throw Failure($"there is no {CellManifest.FileName} in {baseDirectory} or above it, and {Variable} is not set: set it to the cell's directory", null);
    }

    /// <summary><c>run/process-&lt;n&gt;.lock</c>: held by a process that a nucleus started, until it ends.</summary>
    internal string ProcessLockPath(int process) => System.IO.Path.Combine(RunPath, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"process-{process}.lock"));

    /// <summary><c>run/public/replica-&lt;n&gt;.sock</c>: where one of several replicas listens, beside the socket that they share.</summary>
    internal string ReplicaSocketPath(int replica) => System.IO.Path.Combine(PublicPath, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"replica-{replica}.sock"));

    /// <summary>Whether a process runs that a nucleus started, whose nucleus may be gone.</summary>
    internal bool HasKeptProcesses() => Directory.EnumerateFiles(RunPath, "process-*.lock").Any(CellLock.IsHeld);

    /// <summary>Creates <c>run/</c> for its owner only, before anything is put in it.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: it cannot be created.</exception>
    internal void CreateRunDirectory()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(PublicPath);
            }
            else
            {
                CreatePrivateDirectories();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failure($"{RunPath}: cannot be created: {e.Message}", e);
        }
    }

    /// <summary>Removes what a run leaves in <c>run/</c>: all but the lock and the staged builds. Only under the lock.</summary>
    /// <param name="keepsSocket">Whether the cell's socket stays, because whoever bound it goes on listening.</param>
    internal void CleanRunDirectory(bool keepsSocket = false)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(RunPath).ToArray())
        {
            if (entry != LockPath && System.IO.Path.GetFileName(entry) != "bin" && entry != PublicPath)
            {
                Remove(entry);
            }
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(PublicPath).ToArray())
        {
            if (!keepsSocket || entry != SocketPath)
            {
                Remove(entry);
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private void CreatePrivateDirectories()
    {
        Directory.CreateDirectory(RunPath, OwnerOnly);
        // A directory that was there already keeps its mode otherwise.
        if (File.GetUnixFileMode(RunPath) != OwnerOnly)
        {
            File.SetUnixFileMode(RunPath, OwnerOnly);
        }

        Directory.CreateDirectory(PublicPath, OwnerOnly);
    }

    private static void Remove(string entry)
    {
        if (Directory.Exists(entry))
        {
            Directory.Delete(entry, recursive: true);
        }
        else
        {
            File.Delete(entry);
        }
    }

    private static CellException Failure(string message, Exception? inner)
        => new(CellStatus.FailedPrecondition, message, inner) { Outcome = CallOutcome.NotExecuted };
}
