extern alias cell;

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Cells.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Benchmarks.Calls;

/// <summary>Measures calls between processes in rounds: in each, every run once, so that what slows the machine for a while falls on all alike.</summary>
internal sealed class CallBenchmarks : IDisposable
{
    /// <summary>The rounds unless told otherwise.</summary>
    public const int DefaultRounds = 9;

    /// <summary>The most times that a run is repeated before it counts.</summary>
    private const int MostWarmUps = 12;

    private static readonly TimeSpan Time = TimeSpan.FromMilliseconds(300);

    private readonly string _directory = Directory.CreateTempSubdirectory("cells-bench-").FullName;
    private readonly Dictionary<(Side Side, Placement Placement), Pair?> _pairs = [];
    private readonly Dictionary<Side, NativeProgram?> _programs = [];

    /// <summary>Serves the measured cell until the process is ended.</summary>
    public static Task<int> ServeAsync() => CellHost.RunAsync<cell::Cells.Benchmarks.Calls.Echo>([], static builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));

    /// <summary>Runs each row's program once, for as long as it takes to see that it does what it should.</summary>
    public static void Verify()
    {
        using CallBenchmarks benchmarks = new();
        Pair pair = benchmarks.PairOf(Side.Cells, Placement.Unpinned)!;
        foreach (Work work in CallRow.All.SelectMany(static row => row.Runs)
            .Where(static run => run.Side is Side.Cells or Side.CellsOverSocket or Side.CellsObserved).Select(static run => run.Work).Distinct())
        {
            pair.Measure(work, TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Measures, and prints the table.</summary>
    /// <param name="rounds">The rounds that count; before them each run is repeated until the compiler no longer replaces what it runs.</param>
    /// <param name="names">What the names of the rows to measure start with; empty for all.</param>
    public static void Run(int rounds, IReadOnlyCollection<string> names)
    {
        using CallBenchmarks benchmarks = new();
        CallRow[] rows =
        [
            .. CallRow.All
                .Where(row => names.Count == 0 || names.Any(name => row.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)))
                .Where(row => row.Runs.All(run => benchmarks.PairOf(run.Side, run.Placement) is not null)),
        ];
        Dictionary<Run, List<CallSample>> samples = rows.SelectMany(static row => row.Runs).Distinct().ToDictionary(static run => run, static _ => new List<CallSample>());
        foreach (Run run in samples.Keys)
        {
            Console.Error.WriteLine($"warming up {run.Side}, {run.Placement}: {run.Work}");
            WarmUp(benchmarks.PairOf(run.Side, run.Placement)!, run.Work);
        }

        for (int round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"round {round} of {rounds}");
            foreach ((Run run, List<CallSample> measured) in samples)
            {
                measured.Add(benchmarks.PairOf(run.Side, run.Placement)!.Measure(run.Work, Time));
            }
        }

        Console.WriteLine($"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs; "
            + $"medians of {rounds} rounds of {Time.TotalMilliseconds} ms each\n");
        Console.WriteLine(Table(rows, samples));
    }

    public void Dispose()
    {
        foreach (Pair? pair in _pairs.Values)
        {
            pair?.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static string Table(IEnumerable<CallRow> rows, Dictionary<Run, List<CallSample>> samples)
    {
        StringBuilder text = new(
            "| measure | median (best) | against | ratio | of the best | goal | CPU of a call, client + server | allocated, client + server | |\n|---|---:|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (CallRow row in rows)
        {
            List<CallSample> own = samples[row.Own];
            double[] values = [.. own.Select(row.Metric.Of)];
            double[]? floors = row.Against is null ? null : [.. samples[row.Against].Select(row.Metric.Of)];
            // Of the rounds' ratios: the two of one round were measured within seconds of each other.
            double ratio = floors is null ? Measured.MedianOf(values) : Measured.MedianOf(values.Zip(floors, static (value, floor) => value / floor));
            double best = floors is null ? Best(values, row.Metric) : Best(values, row.Metric) / Best(floors, row.Metric);
            // A byte in a hundred calls is the process', not the call's.
            double counted = Math.Round(row.IsOfBest ? best : ratio, 2);
            string unit = floors is null && row.Metric != Metric.Tail ? "" : "x";
            string goal = row.Goal is double bound ? $"{(row.Metric.IsRate ? '≥' : '≤')} {GoalTable.Number(bound)}{unit}{(row.IsOfBest ? ", best" : "")}" : "";
            string verdict = row.Goal is null ? "" : (row.Metric.IsRate ? counted >= row.Goal : counted <= row.Goal) ? "pass" : "**miss**";
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Metric.Text(Measured.MedianOf(values))} ({row.Metric.Text(Best(values, row.Metric))}) ")
                .Append(CultureInfo.InvariantCulture, $"| {(floors is null ? "" : $"{row.Metric.Text(Measured.MedianOf(floors))} ({row.Metric.Text(Best(floors, row.Metric))})")} ")
                .Append(CultureInfo.InvariantCulture, $"| {(floors is null ? "" : GoalTable.Number(ratio) + "x")} | {(floors is null ? "" : GoalTable.Number(best) + "x")} ")
                .Append(CultureInfo.InvariantCulture, $"| {goal} ")
                .Append(CultureInfo.InvariantCulture, $"| {Sum(own, static s => s.ClientCpu, static s => s.ServerCpu, GoalTable.Time)} ")
                .Append(CultureInfo.InvariantCulture, $"| {Sum(own, static s => s.ClientAllocated, static s => s.ServerAllocated, static bytes => $"{bytes:N0} B")} ")
                .Append(CultureInfo.InvariantCulture, $"| {verdict} |\n");
        }

        return text.ToString();
    }

    /// <summary>Runs until it gets no faster. Code is instrumented on its way to being optimised, and one busy processor has little time to compile.</summary>
    private static void WarmUp(Pair pair, Work work)
    {
        double best = double.MaxValue;
        int since = 0;
        for (int i = 0; i < MostWarmUps && since < 3; i++)
        {
            double median = pair.Measure(work, 4 * Time).P50;
            since = median < 0.97 * best ? 0 : since + 1;
            best = Math.Min(best, median);
        }
    }

    private static string Sum(List<CallSample> samples, Func<CallSample, double> left, Func<CallSample, double> right, Func<double, string> text)
        => $"{text(Measured.MedianOf(samples.Select(left)))} + {text(Measured.MedianOf(samples.Select(right)))}";

    private static double Best(double[] values, Metric metric) => metric.IsRate ? values.Max() : values.Min();

    /// <summary>The processes of a side, started when they are first asked for; null when what they need is not installed.</summary>
    private Pair? PairOf(Side side, Placement placement)
    {
        if (_pairs.TryGetValue((side, placement), out Pair? pair))
        {
            return pair;
        }

        string directory = Path.Combine(_directory, $"{side}-{placement}");
        return _pairs[(side, placement)] = side switch
        {
            Side.Cells => new CellsPair(directory, placement, ""),
            Side.CellsOverSocket => new CellsPair(directory, placement, "[listen]\nshared_memory = false"),
            Side.CellsSpinning => new CellsPair(directory, placement, "spin = true\n[listen]\nshared_memory = false"),
            Side.CellsObserved => new CellsPair(directory, placement, "", isObserved: true),
            Side.CellsInMemory => new CellsPair(directory, placement, "spin = true"),
            Side.Kestrel => new KestrelPair(directory, placement),
            _ => ProgramOf(side) is { } program ? new NativePair(directory, placement, program) : null,
        };
    }

    private NativeProgram? ProgramOf(Side side)
    {
        if (!_programs.TryGetValue(side, out NativeProgram? program))
        {
            _programs[side] = program = side switch
            {
                Side.Grpc => NativeProgram.Grpc(_directory),
                Side.CapnProto => NativeProgram.CapnProto(_directory),
                Side.Redis => NativeProgram.Redis(_directory),
                Side.Ring or Side.RingSpinning => NativeProgram.Ring(_directory, side == Side.RingSpinning),
                _ => NativeProgram.Floor(_directory, side == Side.FloorSpinning),
            };
        }

        return program;
    }
}
