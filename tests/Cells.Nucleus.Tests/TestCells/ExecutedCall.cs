using System.Diagnostics;
using System.Globalization;

namespace Cells.Nucleus.Tests.TestCells;

/// <summary>A call that a process of a cell has executed, as its journal says.</summary>
/// <param name="Process">The process.</param>
/// <param name="Number">The call's number.</param>
/// <param name="Time">When, on the clock that all processes of the machine share.</param>
internal readonly record struct ExecutedCall(int Process, int Number, long Time)
{
    private static readonly Lock Gate = new();

    /// <summary>Writes to the journal of this process in <paramref name="journals"/> that it executed a call.</summary>
    /// <returns>The process.</returns>
    public static int Write(string journals, int number)
    {
        string path = Path.Combine(journals, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        lock (Gate)
        {
            File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{number} {Stopwatch.GetTimestamp()}\n"));
        }

        return Environment.ProcessId;
    }

    /// <summary>What the journals of all processes say.</summary>
    public static ExecutedCall[] Read(string journals)
        => [.. Directory.GetFiles(journals).SelectMany(static path => File.ReadLines(path).Select(line => Parse(Path.GetFileName(path), line.Split(' '))))];

    private static ExecutedCall Parse(string process, string[] words)
        => new(int.Parse(process, CultureInfo.InvariantCulture), int.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
}
