using System.Globalization;
using Cells.Cli.Output;
using Spectre.Console;

namespace Cells.Cli.Top;

/// <summary>The table of <c>cells top</c>: a line for each process.</summary>
internal static class LoadTable
{
    private static readonly string[] Headers = ["CELL", "REPLICA", "PID", "CALLS/S", "P50", "P99", "ERRORS/S", "IN FLIGHT", "CONNECTIONS", "MEMORY", "CPU"];

    private const int Name = 0;
    private const int State = 2;
    private const int Errors = 6;

    /// <summary>The columns that a narrow terminal does without, the first to go first.</summary>
    private static readonly int[] Dispensable = [8, 7, 1, 9, 6, 10, 4];

    private static readonly Style Heading = new(decoration: Decoration.Bold);
    private static readonly Style Absent = new(Color.Grey);

    /// <summary>The table as text, for files and pipes.</summary>
    public static void WriteTo(ToolOutput output, MeshLoad load)
    {
        TextTable table = new(Headers);
        foreach (string[] row in load.Cells.SelectMany(Rows).Select(static row => row.Cells))
        {
            table.Add(row);
        }

        table.WriteTo(output);
    }

    /// <summary>The table in lines of at most <paramref name="width"/> columns; what finds no place is left out.</summary>
    public static IReadOnlyList<StyledLine> Draw(MeshLoad load, int width)
    {
        (string[] Cells, bool HasErrors, bool IsRunning)[] rows = [.. load.Cells.SelectMany(Rows)];
        int[] widths = [.. Headers.Select((header, column) => rows.Select(row => row.Cells[column].Length).Append(header.Length).Max())];
        int[] columns = [.. Enumerable.Range(0, Headers.Length)];
        foreach (int column in Dispensable.TakeWhile(_ => columns.Sum(column => widths[column] + 2) - 2 > width))
        {
            columns = [.. columns.Except([column])];
        }

        return
        [
            Line(Headers, static _ => Heading),
            .. rows.Select(row => Line(row.Cells, column => column switch
            {
                _ when !row.IsRunning => Absent,
                Name => new Style(Color.Green),
                Errors when row.HasErrors => new Style(Color.Red),
                _ => Style.Plain,
            })),
        ];

        StyledLine Line(string[] cells, Func<int, Style> style)
            => new([.. columns.Select(column => ((column == Name ? cells[column].PadRight(widths[column]) : "  " + cells[column].PadLeft(widths[column])), style(column)))]);
    }

    private static IEnumerable<(string[] Cells, bool HasErrors, bool IsRunning)> Rows(LoadOfCell cell)
        => cell.Replicas.Count == 0
            ? [(Row(cell.Name, ("", Instances.CellFacts.Name(cell.Condition))), false, false)]
            : cell.Replicas.Select(replica => (Row(cell.Name, replica), replica.Rates?.ErrorsPerSecond > 0, replica.Rates is not null));

    private static string[] Row(string name, LoadOfReplica replica)
    {
        string number = replica.Process.Replica.ToString(CultureInfo.InvariantCulture);
        if (replica is not { Process.Load: { } load, Rates: { } rates })
        {
            return Row(name, (number, replica.State));
        }

        return
        [
            PrintableText.Of(name),
            number,
            load.ProcessId.ToString(CultureInfo.InvariantCulture),
            Rate(rates.CallsPerSecond),
            Duration(rates.Median),
            Duration(rates.Percentile99),
            Rate(rates.ErrorsPerSecond),
            load.Inflight.ToString(CultureInfo.InvariantCulture),
            load.Connections.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{load.Memory / 1024.0 / 1024.0:0} MiB"),
            rates.Processors is { } processors ? string.Create(CultureInfo.InvariantCulture, $"{processors * 100:0} %") : "-",
        ];
    }

    /// <summary>A row without numbers.</summary>
    private static string[] Row(string name, (string Replica, string State) facts) => [PrintableText.Of(name), facts.Replica, facts.State, .. Enumerable.Repeat("", Headers.Length - State - 1)];

    private static string Rate(double? rate) => rate switch
    {
        null => "-",
        0 => "0",
        < 10 => rate.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => rate.Value.ToString("#,##0", CultureInfo.InvariantCulture),
    };

    private static string Duration(TimeSpan? duration) => duration switch
    {
        null => "-",
        { TotalMicroseconds: < 1_000 and var microseconds } => string.Create(CultureInfo.InvariantCulture, $"{microseconds:0} µs"),
        { TotalMilliseconds: < 1_000 and var milliseconds } => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0.0} ms"),
        { TotalSeconds: var seconds } => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
    };
}
