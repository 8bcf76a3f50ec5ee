using System.Globalization;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cells.Load;

/// <summary>A ledger in a process of its own.</summary>
internal static class LedgerProcess
{
    /// <summary>The directory for what processes write down.</summary>
    public const string JournalsVariable = "CELLS_LOAD_JOURNALS";

    /// <summary>Serves a ledger until the process is told to stop.</summary>
    public static async Task<int> ServeAsync(CancellationToken cancel = default)
    {
        using Journal journal = new(JournalPath("server", Environment.ProcessId));
        return await CellHost.RunAsync<Ledger>(
            [],
            builder =>
            {
                builder.Services.AddSingleton(journal);
                builder.Logging.SetMinimumLevel(LogLevel.Warning);
            },
            cancel);
    }

    /// <summary>The path of a process' own journal.</summary>
    public static string JournalPath(string role, int number)
        => Path.Combine(Environment.GetEnvironmentVariable(JournalsVariable)!, string.Create(CultureInfo.InvariantCulture, $"{role}-{number}"));

    /// <summary>Makes the directory of a cell.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="limits">What its <c>cell.toml</c> says more.</param>
    public static string CreateDirectory(string path, string limits = "")
    {
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "cell.toml"), $"[cell]\nname = \"ledger\"\n{limits}");
        return path;
    }

    /// <summary>Starts a ledger and waits until it serves.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    public static async Task<Worker> StartAsync(string directory, string journals)
    {
        Worker worker = Worker.Start(["serve"], directory, journals);
        while (CellState.Read(CellDirectory.At(directory))?.ProcessId != worker.Id)
        {
            if (worker.HasExited)
            {
                throw new InvalidOperationException($"the ledger in {directory} ended");
            }

            await Task.Delay(10);
        }

        return worker;
    }

    /// <summary>A client of the ledger in <paramref name="directory"/>, with a connection of its own.</summary>
    public static LedgerClient Connect(string directory, CellLimits? limits = null)
        => new(CellChannel.ForDirectory(directory, LedgerContract.Contract, LedgerClient.ReadError, new CellChannelOptions { Limits = limits ?? CellLimits.Default }));
}
