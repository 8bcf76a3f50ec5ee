using System.Diagnostics;
using Cells.Connections;

namespace Cells.Build.Tests;

/// <summary>A process of a cell, ended with the test.</summary>
internal sealed class RunningCell : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private RunningCell(Process process) => _process = process;

    /// <summary>Starts the program and returns once it answers on its socket.</summary>
    public static async Task<RunningCell> StartAsync(string program, string directory)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program]);
        start.Environment["CELLS_DIRECTORY"] = directory;
        RunningCell cell = new(Process.Start(start)!);
        using CancellationTokenSource patience = new(Patience);
        while (!await AnswersAsync(directory, patience.Token))
        {
            Assert.False(cell._process.HasExited, "the cell ended");
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }

        return cell;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(string directory, CancellationToken cancellationToken)
    {
        try
        {
            await CellSchemaQuery.AskAsync(CellPaths.Socket(directory), includeSchema: false, Patience, cancellationToken);
            return true;
        }
        catch (CellException)
        {
            return false;
        }
    }
}
