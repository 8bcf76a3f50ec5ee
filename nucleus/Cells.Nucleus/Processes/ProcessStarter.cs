using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Cells.Connections;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Launching;
using Cells.Schema;

namespace Cells.Nucleus.Processes;

/// <summary>Starts processes of the cell, and recognizes them when they attach themselves.</summary>
/// <param name="directory">The cell's directory.</param>
/// <param name="steps">What stands between a build and its process.</param>
/// <param name="listener">The socket that processes inherit.</param>
/// <param name="log">What becomes of the lines that a process writes: by its replica, and whether to standard error.</param>
/// <param name="clock">The clock.</param>
[SupportedOSPlatform("linux")]
internal sealed class ProcessStarter(
    CellDirectory directory, IReadOnlyList<ILaunchStep> steps, SafeHandle listener, Func<int, bool, ProcessOutput.LineSink> log, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CellProcess> _starting = new(StringComparer.Ordinal);
    private int _lastNumber = FindLastNumber(directory);

    /// <summary>Who asked for the start, for the process to say.</summary>
    public string StartedBy { get; set; } = "nucleus";

    /// <summary>Starts a process and waits until it is ready to accept.</summary>
    /// <param name="replica">The replica that it is, from 0.</param>
    /// <param name="build">What it runs.</param>
    /// <param name="manifest">The cell's manifest.</param>
    /// <param name="timeout">How long that may take.</param>
    /// <param name="started">Is told of the process before it is ready.</param>
    /// <param name="cancellationToken">Gives up; the process is ended.</param>
    /// <exception cref="StartFailure">It ended, or was not ready in time; it no longer runs.</exception>
    public async Task<CellProcess> StartAsync(
        int replica, BuildReference build, CellManifest manifest, TimeSpan timeout, Action<CellProcess> started, CancellationToken cancellationToken)
    {
        CellProcess process = Run(replica, build, manifest);
        started(process);
        try
        {
            using CancellationTokenSource overdue = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            overdue.CancelAfter(timeout);
            await Task.WhenAny(process.Ready, process.Exited, Task.Delay(Timeout.Infinite, overdue.Token)).ConfigureAwait(false);
            if (process.Exited.IsCompleted)
            {
                ExitStatus status = await process.Exited.ConfigureAwait(false);
                throw new StartFailure(Report(OperationOutcome.Ended, process, $"{status} before it served calls", status.ShellCode));
            }

            if (process.Ready.IsCompleted)
            {
                return process;
            }

            process.Kill();
            await process.Exited.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new StartFailure(Report(OperationOutcome.Overdue, process, $"did not answer within {Duration.Format(timeout)}, and was ended", null));
        }
        finally
        {
            Find(process.Token);
        }
    }

    /// <summary>The process that was started with <paramref name="token"/> and has not attached itself yet; null when there is none.</summary>
    public CellProcess? Find(string token)
    {
        lock (_gate)
        {
            return _starting.Remove(token, out CellProcess? process) ? process : null;
        }
    }

    private static OperationReport Report(OperationOutcome outcome, CellProcess process, string message, int? exitCode)
        => new(outcome, message, process.Id, exitCode, process.LastLines);

    private CellProcess Run(int replica, BuildReference build, CellManifest manifest)
    {
        int number = Interlocked.Increment(ref _lastNumber);
        string token = CellProcess.CreateToken();
        LaunchContext context = new(directory, manifest, replica, Path.Combine(directory.BuildsPath, build.Id));
        ProcessLaunch launch = new()
        {
            FileName = build.FileName,
            Arguments = [.. build.Arguments],
            WorkingDirectory = directory.Path,
            Environment = Environment(manifest, replica, NucleusLink.Describe(token, number, ChildProcess.ListenerDescriptor)),
        };
        try
        {
            ChildProcess child = ChildProcess.Run(steps.Apply(launch, context), listener);
            CellProcess process = new(number, replica, build, token, child, isError => log(replica, isError), clock);
            lock (_gate)
            {
                _starting[token] = process;
            }

            return process;
        }
        catch (Exception e) when (e is Win32Exception or CellException or IOException)
        {
            throw new StartFailure(new OperationReport(OperationOutcome.Refused, $"cannot be started: {e.Message}"), e);
        }
    }

    private Dictionary<string, string> Environment(CellManifest manifest, int replica, string link)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (EnvironmentVariable variable in manifest.Environment)
        {
            variables[variable.Name] = variable.Value;
        }

        variables[CellDirectory.Variable] = directory.Path;
        variables[CellState.StartedByVariable] = StartedBy;
        variables[NucleusLink.Variable] = link;
        variables.Remove(NucleusLink.ReplicaVariable);
        if (manifest.Replicas > 1)
        {
            variables[NucleusLink.ReplicaVariable] = NucleusLink.Describe(new ReplicaPlace(replica, manifest.Replicas));
        }

        return variables;
    }

    /// <summary>Above what processes of an earlier nucleus may still hold.</summary>
    private static int FindLastNumber(CellDirectory directory)
        => Directory.EnumerateFiles(directory.RunPath, "process-*.lock")
            .Select(static file => Path.GetFileNameWithoutExtension(file)["process-".Length..])
            .Select(static number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : 0)
            .DefaultIfEmpty()
            .Max();
}

/// <summary>A process did not become ready.</summary>
internal sealed class StartFailure(OperationReport report, Exception? inner = null) : Exception(report.Message, inner)
{
    /// <summary>How it failed.</summary>
    public OperationReport Report => report;
}
