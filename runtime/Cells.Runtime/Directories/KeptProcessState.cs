using System.Globalization;
using Cells.Schema;

namespace Cells.Directories;

/// <summary>A process that a nucleus keeps, in <c>run/state.json</c>.</summary>
/// <param name="Number">Its number among all that were started.</param>
/// <param name="ProcessId">The process id.</param>
/// <param name="StartTicks">When it began, in the system's ticks since it was booted: tells it from a later process of the same id.</param>
/// <param name="Replica">The replica that it is, from 0.</param>
/// <param name="Build">The build that it runs.</param>
/// <param name="IsDraining">Whether it has been told to end.</param>
/// <param name="StartTime">When it was started.</param>
public sealed record KeptProcessState(int Number, int ProcessId, ulong StartTicks, int Replica, string Build, bool IsDraining, DateTimeOffset StartTime)
{
    internal void Write(JsonWriter writer)
    {
        writer.BeginObject();
        writer.Name("number");
        writer.Number(Number);
        writer.Name("processId");
        writer.Number(ProcessId);
        writer.Name("startTicks");
        writer.Number(StartTicks.ToString(CultureInfo.InvariantCulture));
        writer.Name("replica");
        writer.Number(Replica);
        writer.Name("build");
        writer.String(Build);
        writer.Name("draining");
        writer.Boolean(IsDraining);
        writer.Name("startTime");
        writer.String(StartTime.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        writer.EndObject();
    }

    internal static KeptProcessState? Read(JsonValue value)
        => ReadNumber(value, "number") is { } number && ReadNumber(value, "processId") is { } processId && ReadNumber(value, "replica") is { } replica
            && ulong.TryParse(Text(value, "startTicks"), CultureInfo.InvariantCulture, out ulong startTicks)
            && DateTimeOffset.TryParse(Text(value, "startTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset startTime)
            ? new KeptProcessState(number, processId, startTicks, replica, Text(value, "build"), Text(value, "draining") == "true", startTime)
            : null;

    private static int? ReadNumber(JsonValue value, string name)
        => int.TryParse(Text(value, name), CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Text(JsonValue value, string name) => value.Find(name)?.Text ?? "";
}
