using System.Globalization;
using System.Text;

namespace Cells.Cli.Units;

/// <summary>Text as it stands in a systemd unit: systemd.syntax(7), systemd.service(5) "Command lines".</summary>
internal static class UnitText
{
    /// <summary>A value that takes the rest of its line, such as a path. <c>%</c> begins a specifier.</summary>
    public static string Line(string text) => text.Replace("%", "%%", StringComparison.Ordinal);

    /// <summary>One word of several, quoted.</summary>
    public static string Word(string text) => Quote(text, isCommand: false);

    /// <summary>One word of a command line, where <c>$</c> begins a variable, too.</summary>
    public static string Argument(string text) => Quote(text, isCommand: true);

    /// <summary>Whether a value can take the rest of its line as it is: whitespace at the ends is cut off, and an end of line is one.</summary>
    public static bool FitsLine(string text) => text.Trim() == text && !text.Any(char.IsControl) && !text.EndsWith('\\');

    private static string Quote(string text, bool isCommand)
    {
        StringBuilder quoted = new("\"");
        foreach (char unit in text)
        {
            _ = unit switch
            {
                '"' or '\\' => quoted.Append('\\').Append(unit),
                '%' => quoted.Append("%%"),
                '$' when isCommand => quoted.Append("$$"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(unit) => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)unit:x2}"),
                _ => quoted.Append(unit),
            };
        }

        return quoted.Append('"').ToString();
    }
}
