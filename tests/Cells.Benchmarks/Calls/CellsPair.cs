using System.Diagnostics;
using Cells.Directories;

namespace Cells.Benchmarks.Calls;

/// <summary>The cell and its client.</summary>
internal sealed class CellsPair : ConversingPair
{
    /// <summary>The argument of a process that listens.</summary>
    public const string Observed = "observed";

    /// <summary>Starts both.</summary>
    /// <param name="directory">Where their directories are made.</param>
    /// <param name="placement">Their processors.</param>
    /// <param name="limits">What stands in <c>[limits]</c> of both, and after it.</param>
    /// <param name="isObserved">Whether both listen to their spans and measurements.</param>
    public CellsPair(string directory, Placement placement, string limits, bool isObserved = false)
    {
        string[] observed = isObserved ? [Observed] : [];
        (int? serverCpu, int? clientCpu) = Cpus(placement);
        string cell = Create(Path.Combine(directory, "cell"), $"[cell]\nname = \"echo\"\n[limits]\n{limits}\n");
        string consumer = Create(Path.Combine(directory, "client"), $"[cell]\nname = \"client\"\n[deps]\necho = \"../cell\"\n[limits]\n{limits}\n");
        Server = Start(serverCpu, cell, [.. Self, "calls-serve", .. observed]);
        Await(Server, () => CellState.Read(CellDirectory.At(cell)) is not null);
        Client = Start(clientCpu, consumer, [.. Self, "calls-client", $"{Server.Id}", .. observed]);
    }

    protected override Process Server { get; }

    protected override Process Client { get; }

    private static string Create(string directory, string manifest)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "cell.toml"), manifest);
        return directory;
    }
}
