using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Cells.Directories;

namespace Cells.Load;

/// <summary>Restarts a cell again and again under load, and accounts for every call, item and event at both ends: none may fail but streams that were open.</summary>
/// <param name="upgrades">How often the process is replaced.</param>
/// <param name="clients">The client processes.</param>
internal sealed class Upgrades(int upgrades, int clients)
{
    /// <summary>Says what this program is, where a manifest starts it without words.</summary>
    public const string RoleVariable = "LOAD_ROLE";

    private const int EntriesBetween = 2_000;

    private readonly List<Worker> _clients = [];

    /// <summary>The <c>cells</c> tool of the same build.</summary>
    private static string Tool { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "..", "cli", "Cells.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Cells.Cli.dll"));

    /// <summary>Runs and prints.</summary>
    public async Task<int> RunAsync()
    {
        using Scratch scratch = new();
        string cell = scratch.Cell(limits: $"binary = \"{Environment.GetCommandLineArgs()[0]}\"\n{ChaosLimits.Server}\n[env]\n{RoleVariable} = \"serve\"\nDOTNET_EnableDiagnostics = \"0\"\n");
        try
        {
            await RunToolAsync(scratch.Journals, "start", cell);
            for (int client = 1; client <= clients; client++)
            {
                _clients.Add(Worker.Start(["client", "--client", client.ToString(CultureInfo.InvariantCulture)], cell, scratch.Journals));
            }

            await Chaos.WaitForEntriesAsync(scratch.Journals, EntriesBetween);
            for (int upgrade = 0; upgrade < upgrades; upgrade++)
            {
                await RunToolAsync(scratch.Journals, "restart", cell, "--no-build");
                await Chaos.WaitForEntriesAsync(scratch.Journals, EntriesBetween);
            }

            foreach (Worker client in _clients)
            {
                await client.CloseAsync();
                await client.EndAsync();
            }
        }
        finally
        {
            _clients.ForEach(static client => client.Dispose());
            if (CellState.IsRunning(CellDirectory.At(cell)))
            {
                await RunToolAsync(scratch.Journals, "stop", cell);
            }
        }

        ChaosAccount account = ChaosAccount.Read(scratch.Journals);
        int processes = Directory.GetFiles(scratch.Journals, "server-*").Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{upgrades} upgrades under {clients} clients: {processes} processes, {account.Count} calls, {account.Failed.Count} failed\n"));
        foreach (string line in account.Describe())
        {
            Console.WriteLine(line);
        }

        List<string> broken = [.. account.Broken, .. account.Failed, .. scratch.FindLeftovers(cell)];
        if (processes != upgrades + 1)
        {
            broken.Add($"{processes} processes served");
        }

        return Report.Finish(broken);
    }

    private static async Task RunToolAsync(string journals, params string[] words)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        ProcessStartInfo start = new(dotnet, [Tool, .. words]) { RedirectStandardError = true };
        start.Environment[LedgerProcess.JournalsVariable] = journals;
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_HOST_PATH"] = dotnet;
        using Process process = Process.Start(start)!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"cells {string.Join(' ', words)} ended with {process.ExitCode}: {error}");
        }
    }
}
