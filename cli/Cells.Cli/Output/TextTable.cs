using Spectre.Console;

namespace Cells.Cli.Output;

/// <summary>Rows in columns, without lines: fit to read and to cut.</summary>
internal sealed class TextTable(params string[] headers)
{
    private readonly List<string[]> _rows = [headers];

    public void Add(string[] row) => _rows.Add(row);

    public void WriteTo(ToolOutput output)
    {
        int[] widths = [.. Enumerable.Range(0, headers.Length).Select(column => _rows.Max(row => row[column].Length))];
        for (int index = 0; index < _rows.Count; index++)
        {
            string line = string.Join("  ", _rows[index].Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            output.Data.WriteLine(line, index == 0 ? new Style(decoration: Decoration.Bold) : Style.Plain);
        }
    }
}
