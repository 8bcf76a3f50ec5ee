using System.Globalization;
using Cells.Schema;

namespace Cells.Directories;

/// <summary>Facts about the running process of a cell: <c>run/state.json</c>.</summary>
public sealed record CellState
{
    /// <summary>The variable by which a program that starts a cell says its name.</summary>
    public const string StartedByVariable = "CELLS_STARTED_BY";

    private const int Format = 1;

    /// <summary>The cell's process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When it was ready.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>What started it, as <see cref="StartedByVariable"/> said; else "hand".</summary>
    public required string StartedBy { get; init; }

    /// <summary>The cell's name.</summary>
    public required string Name { get; init; }

    /// <summary>The cell's version.</summary>
    public required string Version { get; init; }

    /// <summary>The full name of the cell's class.</summary>
    public required string Contract { get; init; }

    /// <summary>The fingerprint of the schema that is served.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The program that runs.</summary>
    public required string Binary { get; init; }

    /// <summary>What the cell's nucleus does: <c>idle</c>, <c>starting</c>, <c>running</c>, <c>restarting</c>, <c>failing</c> or <c>stopping</c>; empty without a nucleus.</summary>
    public string Condition { get; init; } = "";

    /// <summary>The nucleus' process; 0 without a nucleus.</summary>
    public int NucleusId { get; init; }

    /// <summary>Why the last process ended that had not been told to; empty when none did.</summary>
    public string Failure { get; init; } = "";

    /// <summary>The staged build that runs, or that the next caller starts; empty without a nucleus.</summary>
    public string Build { get; init; } = "";

    /// <summary>The processes that a nucleus keeps, those that drain among them.</summary>
    public IReadOnlyList<KeptProcessState> Processes { get; init; } = [];

    /// <summary>Whether no process serves the cell and the next caller starts one.</summary>
    public bool IsIdle => Condition == "idle";

    /// <summary>Whether the cell's nucleus starts a process, is about to, or has done so in the last <paramref name="time"/>, so that callers wait.</summary>
    internal bool IsStarting(TimeSpan time) => Condition is "idle" or "starting" or "restarting" || (Condition == "running" && DateTimeOffset.UtcNow - StartTime < time);

    /// <summary>Whether the cell in <paramref name="directory"/> runs: whether some process holds its lock.</summary>
    public static bool IsRunning(CellDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return CellLock.IsHeld(directory);
    }

    /// <summary>Reads the facts about the cell in <paramref name="directory"/>; null when there are none or they cannot be read.</summary>
    /// <remarks>They may be those of a process that crashed: <see cref="IsRunning"/> says whether one runs.</remarks>
    public static CellState? Read(CellDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        try
        {
            return Parse(File.ReadAllText(directory.StatePath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes the facts for others to read.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    internal void Write(CellDirectory directory)
    {
        JsonWriter writer = new();
        writer.BeginObject();
        Property(writer, "name", Name);
        Property(writer, "version", Version);
        Property(writer, "contract", Contract);
        Property(writer, "fingerprint", Fingerprint);
        Property(writer, "startTime", StartTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Property(writer, "startedBy", StartedBy);
        Property(writer, "binary", Binary);
        if (NucleusId != 0)
        {
            WriteNucleus(writer);
        }

        writer.Name("processId");
        writer.Number(ProcessId);
        writer.Name("format");
        writer.Number(Format);
        writer.EndObject();
        AtomicFile.Write(directory.StatePath, writer.ToString());
    }

    private void WriteNucleus(JsonWriter writer)
    {
        Property(writer, "condition", Condition);
        writer.Name("nucleusId");
        writer.Number(NucleusId);
        Property(writer, "build", Build);
        if (Failure.Length > 0)
        {
            Property(writer, "failure", Failure);
        }

        writer.Name("processes");
        writer.BeginArray();
        foreach (KeptProcessState process in Processes)
        {
            process.Write(writer);
        }

        writer.EndArray();
    }

    private static CellState? Parse(string json)
    {
        if (JsonReader.Read(json).Value is not { Kind: JsonKind.Object } root
            || !int.TryParse(Text(root, "processId"), CultureInfo.InvariantCulture, out int processId)
            || !int.TryParse(Text(root, "format"), CultureInfo.InvariantCulture, out int format)
            || format != Format
            || !DateTimeOffset.TryParse(Text(root, "startTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset startTime))
        {
            return null;
        }

        return new CellState
        {
            ProcessId = processId,
            StartTime = startTime,
            StartedBy = Text(root, "startedBy"),
            Name = Text(root, "name"),
            Version = Text(root, "version"),
            Contract = Text(root, "contract"),
            Fingerprint = Text(root, "fingerprint"),
            Binary = Text(root, "binary"),
            Condition = Text(root, "condition"),
            NucleusId = int.TryParse(Text(root, "nucleusId"), CultureInfo.InvariantCulture, out int nucleusId) ? nucleusId : 0,
            Failure = Text(root, "failure"),
            Build = Text(root, "build"),
            Processes = [.. root.Find("processes")?.Items.Select(KeptProcessState.Read).OfType<KeptProcessState>() ?? []],
        };
    }

    private static void Property(JsonWriter writer, string name, string value)
    {
        writer.Name(name);
        writer.String(value);
    }

    private static string Text(JsonValue root, string name) => root.Find(name)?.Text ?? "";
}
