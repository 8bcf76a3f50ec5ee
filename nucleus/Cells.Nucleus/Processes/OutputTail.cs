using System.Text;

namespace Cells.Nucleus.Processes;

/// <summary>The last lines that a process wrote, to say why it failed.</summary>
internal sealed class OutputTail
{
    private const int MostLines = 20;
    private const int LongestLine = 2000;

    private readonly Queue<string> _lines = new();

    /// <summary>Takes one line.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestLine)]);
        lock (_lines)
        {
            if (_lines.Count == MostLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(text);
        }
    }

    /// <summary>The lines, the last one last.</summary>
    public string[] Read()
    {
        lock (_lines)
        {
            return [.. _lines];
        }
    }
}
