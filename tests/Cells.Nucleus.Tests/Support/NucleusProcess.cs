using System.Diagnostics;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Nucleus.Tests.Support;

/// <summary>A nucleus in a process of its own, which can be killed.</summary>
internal sealed class NucleusProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly NucleusControlClient _control;

    private NucleusProcess(CellDirectory directory, string user)
    {
        string[] command = [.. user.Split(' ', StringSplitOptions.RemoveEmptyEntries), KeptCell.Dotnet, typeof(NucleusHost).Assembly.Location];
        ProcessStartInfo start = new(command[0], command[1..]);
        start.Environment[CellDirectory.Variable] = directory.Path;
        _process = Process.Start(start)!;
        _control = new NucleusControlClient(CellChannel.ForSocket(directory.NucleusSocketPath, NucleusControlContract.Contract, CellSystemClient.NoErrors));
    }

    public INucleusControl Control => _control;

    public int Id => _process.Id;

    /// <summary>Starts one, and waits until it has the directory.</summary>
    /// <param name="directory">The cell's directory.</param>
    /// <param name="user">As whom it runs: what stands before the program on the command line; nothing for this user.</param>
    public static async Task<NucleusProcess> StartAsync(CellDirectory directory, string user = "")
    {
        NucleusProcess nucleus = new(directory, user);
        try
        {
            await KeptCell.UntilAsync(() => CellState.Read(directory)?.NucleusId == nucleus._process.Id);
            return nucleus;
        }
        catch
        {
            await nucleus.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForEndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(KeptCell.Patience);
        return _process.ExitCode;
    }

    /// <summary>Kills it, and nothing else.</summary>
    public Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        return _process.WaitForExitAsync();
    }

    /// <summary>Stops the cell, and waits for the nucleus to end.</summary>
    public async Task StopAsync()
    {
        await Control.StopAsync(KeptCell.Patience);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _control.DisposeAsync();
        _process.Dispose();
    }
}
