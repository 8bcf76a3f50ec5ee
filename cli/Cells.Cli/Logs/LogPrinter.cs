using System.Globalization;
using System.Text.Json.Nodes;
using Cells.Cli.Output;
using Cells.Nucleus.Logging;
using Spectre.Console;

namespace Cells.Cli.Logs;

/// <summary>Prints the lines of logs.</summary>
/// <param name="output">Where to.</param>
/// <param name="cells">The cells whose lines come; with more than one, each line names its own.</param>
internal sealed class LogPrinter(ToolOutput output, IReadOnlyList<LoggedCell> cells)
{
    /// <summary>Colours that are told apart on a dark and on a light background.</summary>
    private static readonly Color[] Colors = [Color.Teal, Color.Olive, Color.Purple, Color.Green, Color.Blue, Color.Maroon];

    /// <summary>What stands in the place of a stream where no process printed.</summary>
    private const string Nucleus = "nucleus";

    private readonly int _width = cells.Max(static cell => cell.Name.Length);

    public void Print(LogEntry entry)
    {
        if (output.IsJson)
        {
            output.WriteLine(ToJson(entry));
            return;
        }

        string name = cells.Count > 1 ? entry.Cell.Name.PadRight(_width) + "  " : "";
        output.WriteStyled((name, new Style(Colors[entry.Cell.Number % Colors.Length])), (Describe(entry), Style.Plain), (Printable(entry.Text), Style.Plain));
    }

    private static JsonObject ToJson(LogEntry entry) => new()
    {
        ["cell"] = entry.Cell.Name,
        ["directory"] = Path.GetDirectoryName(entry.Cell.Folder),
        ["time"] = entry.Time == default ? null : Time(entry),
        ["replica"] = entry.Replica,
        ["stream"] = entry.IsOfNucleus ? Nucleus : entry.Stream is { } stream ? Name(stream) : null,
        ["text"] = entry.Text,
    };

    private static string Describe(LogEntry entry) => entry switch
    {
        { IsOfNucleus: true } => $"{Time(entry)} {Nucleus} ",
        { Replica: { } replica, Stream: { } stream } => string.Create(CultureInfo.InvariantCulture, $"{Time(entry)} {replica} {Name(stream)} "),
        _ => "",
    };

    private static string Time(LogEntry entry) => entry.Time.UtcDateTime.ToString(LogLine.TimeFormat, CultureInfo.InvariantCulture);

    private static string Name(LogStream stream) => stream == LogStream.Out ? "out" : "err";

    /// <summary>A line is a process' own, and may hold what a peer sent: nothing in it steers the terminal.</summary>
    private static string Printable(string text) => string.Join('\t', text.Split('\t').Select(PrintableText.Of));
}
