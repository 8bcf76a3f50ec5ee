using System.Runtime.InteropServices;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;

using CancellationTokenSource interrupted = new();

// Nothing ends the process but its own return: what was started is stopped first. The second signal gives up waiting for it.
void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);

return await CellsTool.RunAsync(args, ToolTerminal.OfProcess(), interrupted.Token);
