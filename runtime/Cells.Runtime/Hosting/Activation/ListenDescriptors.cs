using System.Globalization;
using Cells.Directories;
using Cells.Transports;

namespace Cells.Hosting.Activation;

/// <summary>The listening socket that a service manager, such as systemd, passes to the process that it starts: sd_listen_fds(3).</summary>
internal static class ListenDescriptors
{
    /// <summary>The process that the sockets are for.</summary>
    public const string ProcessVariable = "LISTEN_PID";

    /// <summary>The number of sockets.</summary>
    public const string CountVariable = "LISTEN_FDS";

    private const string NamesVariable = "LISTEN_FDNAMES";

    /// <summary>The first descriptor that is passed; the three before it are the standard streams.</summary>
    private const int First = 3;

    /// <summary>Takes the socket that was passed, if any, so that no process that this one starts gets it, too.</summary>
    /// <returns>The listener; null where none was passed to this process.</returns>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: what was passed is no socket for this cell.</exception>
    public static CellListener? TakeListener(CellDirectory directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        int count = Count(Environment.GetEnvironmentVariable(ProcessVariable), Environment.GetEnvironmentVariable(CountVariable), Environment.ProcessId);
        if (count == 0)
        {
            return null;
        }

        Array.ForEach([ProcessVariable, CountVariable, NamesVariable], static name => Environment.SetEnvironmentVariable(name, null));
        for (int descriptor = First; descriptor < First + count; descriptor++)
        {
            LibC.CloseOnExecution(descriptor);
        }

        return count == 1 ? CellListener.Adopt(First, directory.SocketPath) : throw TooMany(count);
    }

    /// <summary>The number of sockets that the variables pass to the process <paramref name="ownProcess"/>.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: they are for this process, and make no sense.</exception>
    internal static int Count(string? process, string? count, int ownProcess)
    {
        // Inherited from a process that was meant, as often as not.
        if (!int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id != ownProcess || count is null)
        {
            return 0;
        }

        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw Failure($"{CountVariable} is '{count}', which is no number of sockets");
        }

        // Not believed beyond what can be: each is touched.
        return number <= 1024 ? number : throw TooMany(number);
    }

    private static CellException TooMany(int count)
        => Failure($"{CountVariable} passes {count} sockets and a cell listens at one: leave one ListenStream= in the socket unit");

    private static CellException Failure(string message) => new(CellStatus.FailedPrecondition, message) { Outcome = CallOutcome.NotExecuted };
}
