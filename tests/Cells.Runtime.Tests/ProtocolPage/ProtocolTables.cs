using System.Globalization;

namespace Cells.Runtime.Tests.ProtocolPage;

/// <summary>One row of the page's table of frames, and of that of their forms.</summary>
internal sealed record FrameRule(byte Type, string Name, bool FromClient, bool FromServer, string Flags, string Call, string Correlation, string Body);

/// <summary>One row of the page's table of fields.</summary>
internal sealed record FieldRule(string In, int Id, string Name, string Form, string HowOften);

/// <summary>What <c>docs/protocol.md</c> says in tables. Nothing here knows the code that the page describes.</summary>
internal sealed class ProtocolTables
{
    private readonly Dictionary<byte, FrameRule> _frames;
    private readonly Dictionary<(string In, int Id), FieldRule> _fields;

    private ProtocolTables(IEnumerable<FrameRule> frames, IEnumerable<FieldRule> fields)
    {
        _frames = frames.ToDictionary(static frame => frame.Type);
        _fields = fields.ToDictionary(static field => (field.In, field.Id));
    }

    /// <summary>Every frame.</summary>
    public IEnumerable<FrameRule> Frames => _frames.Values;

    /// <summary>Reads the page.</summary>
    public static ProtocolTables Read(string page)
    {
        string[][] rows = [.. File.ReadLines(page).Where(static line => line.StartsWith('|')).Select(static line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Dictionary<string, string[]> forms = RowsOf(rows, ["frame", "flags", "call", "correlation", "body"]).ToDictionary(static row => row[0]);
        IEnumerable<FrameRule> frames = RowsOf(rows, ["type", "", "sent by", "body"]).Where(static row => row[2].Length > 0).Select(row =>
        {
            string[] form = forms.TryGetValue(row[1], out string[]? found) ? found : throw new FormatException($"the page has no form of the frame '{row[1]}'");
            byte type = byte.Parse(row[0].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            return new FrameRule(type, row[1], row[2] is "client" or "both", row[2] is "server" or "both", form[1], form[2], form[3], form[4]);
        });
        IEnumerable<FieldRule> fields = RowsOf(rows, ["in", "id", "field", "form", "how often"])
            .Select(static row => new FieldRule(row[0], int.Parse(row[1], CultureInfo.InvariantCulture), row[2], row[3], row[4]));
        return new ProtocolTables(frames, fields);
    }

    /// <summary>The frame of a type.</summary>
    public FrameRule? Frame(byte type) => _frames.GetValueOrDefault(type);

    /// <summary>The field of an id.</summary>
    public FieldRule? Field(string place, int id) => _fields.GetValueOrDefault((place, id));

    /// <summary>The fields of a place that are always there.</summary>
    public IEnumerable<FieldRule> Required(string place) => _fields.Values.Where(field => field.In == place && field.HowOften == "once");

    private static IEnumerable<string[]> RowsOf(string[][] rows, string[] heading)
    {
        int start = Array.FindIndex(rows, row => row.SequenceEqual(heading));
        return start < 0
            ? throw new FormatException($"the page has no table '{string.Join(" | ", heading)}'")
            : rows.Skip(start + 2).TakeWhile(row => row.Length == heading.Length && !row[0].StartsWith("---", StringComparison.Ordinal) && !IsHeading(row));
    }

    private static bool IsHeading(string[] row) => row is ["in", ..] or ["frame", ..] or ["kind", ..] or ["thrown", ..] or ["type", ..];
}
