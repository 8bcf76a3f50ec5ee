using System.Globalization;
using Cells.Cli.Output;
using Cells.Hosting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Cells.Cli.Top;

/// <summary>The table of <c>cells top</c>: a line for each process.</summary>
internal static class LoadTable
{
    private static readonly string[] Headers = ["CELL", "PID", "CALLS/S", "P50", "P99", "ERRORS/S", "IN FLIGHT", "CONNECTIONS", "MEMORY", "CPU"];

    /// <summary>The table as text, for files and pipes.</summary>
    public static void WriteTo(ToolOutput output, MeshLoad load)
    {
        TextTable table = new(Headers);
        foreach (string[] row in Rows(load))
        {
            table.Add(row);
        }

        table.WriteTo(output);
    }

    /// <summary>The table to be drawn in place.</summary>
    public static IRenderable Draw(MeshLoad load)
    {
        Table table = new Table().Border(TableBorder.None);
        foreach (string header in Headers)
        {
            table.AddColumn(new TableColumn(new Markup($"[bold]{header}[/]")) { Alignment = header == Headers[0] ? Justify.Left : Justify.Right, NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach ((string[] row, bool hasErrors, bool isRunning) in load.Cells.SelectMany(RowsOf))
        {
            table.AddRow(row.Select((text, column) => new Text(text, column switch
            {
                0 when isRunning => new Style(Color.Green),
                5 when hasErrors => new Style(Color.Red),
                _ when !isRunning => new Style(Color.Grey),
                _ => Style.Plain,
            })));
        }

        return table;
    }

    private static IEnumerable<string[]> Rows(MeshLoad load) => load.Cells.SelectMany(RowsOf).Select(static row => row.Cells);

    private static IEnumerable<(string[] Cells, bool HasErrors, bool IsRunning)> RowsOf(LoadOfCell cell)
        => cell.Replicas.Count == 0
            ? [([cell.Name, cell.Problem is null ? "stopped" : "silent", .. Enumerable.Repeat("", Headers.Length - 2)], false, false)]
            : cell.Replicas.Select(replica => (Row(cell.Name, replica), replica.ErrorsPerSecond > 0, true));

    private static string[] Row(string name, ReplicaRates replica)
    {
        CellLoad load = replica.Load;
        return
        [
            name,
            load.ProcessId.ToString(CultureInfo.InvariantCulture),
            Rate(replica.CallsPerSecond),
            Duration(replica.Median),
            Duration(replica.Percentile99),
            Rate(replica.ErrorsPerSecond),
            load.Inflight.ToString(CultureInfo.InvariantCulture),
            load.Connections.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{load.Memory / 1024.0 / 1024.0:0} MiB"),
            replica.Processors is { } processors ? string.Create(CultureInfo.InvariantCulture, $"{processors * 100:0} %") : "-",
        ];
    }

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
