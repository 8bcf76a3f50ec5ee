using Cells.Schema;
using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Gathers whom the cell's code is held to, and hands it to the compiler's analyzers.</summary>
public sealed class GatherCellConsumers : CellTask
{
    private const int MaxNamed = 10;

    /// <summary>The cell's directory.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = string.Empty;

    /// <summary>The directory in <c>obj/</c> for resolved schemas.</summary>
    [Required]
    public string IntermediatePath { get; set; } = string.Empty;

    /// <summary>How long to wait for the running cell where nobody has asked it yet in this build, in milliseconds.</summary>
    public int LiveTimeout { get; set; } = 200;

    /// <summary>Whether an editor asks: then what the last build gathered is all there is.</summary>
    public bool DesignTime { get; set; }

    /// <summary>Additional files with their metadata.</summary>
    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    private protected override void Run()
    {
        GateFolder folder = new(Path.GetFullPath(IntermediatePath, ProjectDirectory));
        if (!DesignTime)
        {
            folder.Write(Gather(folder));
        }

        Files = [.. folder.Files().Select(static file => ItemSpec.Create(file.Path, ("CellsKind", file.Kind)))];
    }

    private GateDocument Gather(GateFolder folder)
    {
        CellManifest manifest = ManifestFile.ReadOwn(ProjectDirectory);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        LiveConsumers live = LiveConsumersOfBuild.TakeOrAsk(BuildEngine as IBuildEngine4, ProjectDirectory, TimeSpan.FromMilliseconds(LiveTimeout));
        GatheredConsumers gathered = new ConsumerGathering(ProjectDirectory, manifest.Schema.ForgetAfter, now).Gather(live);
        foreach (string note in gathered.Notes)
        {
            Say($"cells: {note}");
        }

        IReadOnlyList<FrozenSchema> promised = HistoryFiles.ReadPromised(ProjectDirectory, manifest.Schema.Accepts);
        FrozenSchema? released = HistoryFiles.ReadLastRelease(ProjectDirectory);
        GateDocument gate = new()
        {
            Consumers =
            [
                .. gathered.Consumers.Select(consumer => ToGate(consumer, folder)),
                .. promised.Select(frozen => new GateConsumer
                {
                    Name = $"history:{frozen.Version}",
                    Version = frozen.Version.ToString(),
                    Standing = GateStanding.Promised,
                    Schema = folder.Add(SchemaDocument.Write(frozen.Schema)),
                }),
            ],
            Released = released is null ? null : folder.Add(SchemaDocument.Write(released.Schema)),
            AsOf = LastExpired(now.UtcDateTime),
        };
        if (gathered.Consumers.Count > 0)
        {
            Say($"cells: held to {Names(gathered.Consumers)}{(live is LiveConsumers.Answered ? $"; who is connected: live, from '{CellPaths.Socket(ProjectDirectory)}'" : string.Empty)}");
        }

        return gate;
    }

    private static GateConsumer ToGate(GatheredConsumer consumer, GateFolder folder) => new()
    {
        Name = consumer.Name,
        Version = consumer.Version,
        Standing = consumer.Standing,
        Instances = consumer.Instances,
        Schema = folder.Add(consumer.Schema),
        Usage = consumer.Record is null ? null : folder.Add((consumer.Record with { Directory = null }).Write()),
        SourceRoot = consumer.SourceRoot,
    };

    private static string Names(IReadOnlyList<GatheredConsumer> consumers)
    {
        string[] names = [.. consumers.Select(static consumer => $"{consumer.Name} {consumer.Version} ({Standing(consumer)})").Distinct(StringComparer.Ordinal)];
        return names.Length <= MaxNamed ? string.Join(", ", names) : $"{string.Join(", ", names[..MaxNamed])} and {names.Length - MaxNamed} more";
    }

    private static string Standing(GatheredConsumer consumer) => consumer.Standing switch
    {
        GateStanding.Connected => consumer.Instances > 0 ? $"{consumer.Instances} connected" : "may be connected",
        GateStanding.Neighbor => "in this repository",
        _ => "recorded",
    };

    /// <summary>The day after the last one that has ended an acceptance, so that the analyzers need no clock and the same day gives the same list.</summary>
    private DateTime? LastExpired(DateTime now)
    {
        if (SchemaFile.TextOrNull(Path.Combine(ProjectDirectory, AcceptedBreaks.FileName)) is not { } text || AcceptedBreaks.Read(text).Breaks is not { } breaks)
        {
            return null;
        }

        DateTime? last = breaks.Entries
            .Select(static entry => BreakExpiry.TryParse(entry.Expires, out BreakExpiry? expiry) ? expiry!.Day : null)
            .Where(day => day < now.Date)
            .Max();
        return last?.AddDays(1);
    }
}
