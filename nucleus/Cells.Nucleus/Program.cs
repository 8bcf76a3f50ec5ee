using Cells;
using Cells.Directories;
using Cells.Nucleus;
using Cells.Nucleus.Launching;
using Cells.Nucleus.Logging;

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("a nucleus needs Linux: run the cell in the foreground, with `dotnet run`");
    return 1;
}

// Started by `cells start`, detached, for the directory that CELLS_DIRECTORY names.
try
{
    CellDirectory directory = CellDirectory.Find();
    await using LogWriter own = LogFolder.Open(directory, LogFolder.NucleusLog, TimeProvider.System);
    await using LogWriter cell = LogFolder.Open(directory, LogFolder.CellLog, TimeProvider.System);
    NucleusHost host = new(directory, LaunchSteps.Create(own.Write), cell, own.Write);
    await host.RunAsync(CancellationToken.None);
    if (!host.KeepsLog)
    {
        await cell.DisposeAsync();
        await own.DisposeAsync();
        LogFolder.Remove(directory);
    }

    return 0;
}
catch (CellException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
