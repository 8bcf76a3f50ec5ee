using Cells;
using Cells.Directories;
using Cells.Nucleus;
using Cells.Nucleus.Keeping;
using Cells.Nucleus.Launching;
using Cells.Nucleus.Logging;

if (!OperatingSystem.IsLinux())
{
    return Fail("a nucleus needs Linux: run the cell in the foreground, with `dotnet run`");
}

// Started by `cells start`, detached, for the directory that CELLS_DIRECTORY names.
try
{
    CellDirectory directory = CellDirectory.Find();
    await using LogWriter own = LogFolder.Open(directory, LogFolder.NucleusLog, TimeProvider.System);
    await using LogWriter cell = LogFolder.Open(directory, LogFolder.CellLog, TimeProvider.System);
    NucleusHost host = new(directory, LaunchSteps.Create(own.Write), cell, own.Write) { Settled = SpareMemory.GiveBack };
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
    return Fail(e.Message);
}

// Apart: the console's library is loaded with the method that names it, and stays.
static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
