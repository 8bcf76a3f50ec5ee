using Cells.Control;
using Cells.Directories;
using Cells.Schema;

namespace Cells.Nucleus.Builds;

/// <summary>The build that the cell runs and the one before it: <c>run/builds.json</c>. They outlive the nucleus.</summary>
internal sealed class BuildHistory
{
    private const int Format = 1;
    private const int MaxLength = 16 << 20;

    /// <summary>The file in <c>run/</c>.</summary>
    public const string FileName = "builds.json";

    private readonly CellDirectory _directory;

    private BuildHistory(CellDirectory directory) => _directory = directory;

    /// <summary>The build that runs, or is started by the next caller; null before the first.</summary>
    public BuildReference? Current { get; private set; }

    /// <summary>The build that ran before; null for none.</summary>
    public BuildReference? Previous { get; private set; }

    /// <summary>Reads what an earlier nucleus left; empty when there is nothing that can still be started.</summary>
    public static BuildHistory Read(CellDirectory directory)
    {
        BuildHistory history = new(directory);
        if (BoundedFile.ReadText(history.FilePath, MaxLength) is { } text && JsonReader.Read(text).Value is { Kind: JsonKind.Object } root)
        {
            history.Current = Read(root.Find("current"));
            history.Previous = Read(root.Find("previous"));
        }

        return history;
    }

    /// <summary>Takes <paramref name="build"/> as the current one. The one that was current is the previous one from then on.</summary>
    /// <exception cref="IOException">It cannot be written down.</exception>
    public void Take(BuildReference build)
    {
        if (build.Id != Current?.Id)
        {
            Previous = Current;
        }

        Current = build;
        Write();
    }

    /// <summary>Learns the schema of the current build from a process that runs it.</summary>
    public void Learn(string id, string schema, BuildContract contract)
    {
        if (Current is { } current && current.Id == id && (current.Schema != schema || current.Contract != contract))
        {
            Current = current with { Schema = schema, Contract = contract };
            Write();
        }
    }

    /// <summary>Removes the staged builds that are neither current nor previous nor <paramref name="used"/>. What cannot be removed stays.</summary>
    public void Prune(IReadOnlyCollection<string> used)
    {
        if (!Directory.Exists(_directory.BuildsPath))
        {
            return;
        }

        foreach (string staged in Directory.GetDirectories(_directory.BuildsPath))
        {
            string id = Path.GetFileName(staged);
            // What is being staged right now has another name until it is complete, and is young after.
            if (id != Current?.Id && id != Previous?.Id && !used.Contains(id) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(staged) > PruneAge)
            {
                TryDelete(staged);
            }
        }
    }

    private static TimeSpan PruneAge => TimeSpan.FromMinutes(1);

    private string FilePath => Path.Combine(_directory.RunPath, FileName);

    private void Write()
    {
        JsonWriter writer = new();
        writer.BeginObject();
        Write(writer, "current", Current);
        Write(writer, "previous", Previous);
        writer.Name("format");
        writer.Number(Format);
        writer.EndObject();
        AtomicFile.Write(FilePath, writer.ToString());
    }

    private static void Write(JsonWriter writer, string name, BuildReference? build)
    {
        if (build is null)
        {
            return;
        }

        writer.Name(name);
        writer.BeginObject();
        Property(writer, "id", build.Id);
        Property(writer, "fileName", build.FileName);
        writer.Name("arguments");
        writer.BeginArray();
        foreach (string argument in build.Arguments)
        {
            writer.String(argument);
        }

        writer.EndArray();
        if (build.Schema is { } schema)
        {
            Property(writer, "schema", schema);
        }

        if (build.Contract is { } contract)
        {
            writer.Name("contract");
            writer.BeginObject();
            Property(writer, "name", contract.Name);
            Property(writer, "fingerprint", contract.Fingerprint);
            Property(writer, "version", contract.Version);
            writer.EndObject();
        }

        writer.EndObject();
    }

    private static BuildReference? Read(JsonValue? value)
    {
        if (value is not { Kind: JsonKind.Object } || value.Find("id")?.Text is not { } id || value.Find("fileName")?.Text is not { } fileName)
        {
            return null;
        }

        string[] arguments = [.. value.Find("arguments")?.Items.Select(static item => item.Text ?? "") ?? []];
        // The staged program is the first argument, or the executable itself.
        bool isThere = arguments.Length > 0 ? File.Exists(arguments[0]) : File.Exists(fileName);
        return isThere ? new BuildReference(id, fileName, arguments, value.Find("schema")?.Text, ReadContract(value.Find("contract"))) : null;
    }

    private static BuildContract? ReadContract(JsonValue? value)
        => value is { Kind: JsonKind.Object } && value.Find("name")?.Text is { } name && value.Find("fingerprint")?.Text is { } fingerprint && value.Find("version")?.Text is { } version
            ? new BuildContract(name, fingerprint, version)
            : null;

    private static void Property(JsonWriter writer, string name, string value)
    {
        writer.Name(name);
        writer.String(value);
    }

    private static void TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next time: nothing depends on it being gone.
        }
    }
}
