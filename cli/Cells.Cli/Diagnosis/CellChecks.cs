using System.Text;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Directories;

namespace Cells.Cli.Diagnosis;

/// <summary>What a cell's directory must be like, and what its processes left in it.</summary>
internal static class CellChecks
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The longest path of a socket, in bytes, that every program can use.</summary>
    private const int LongestSocketPath = 107;

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Looks at everything.</summary>
    public static async Task<Diagnosis> RunAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        CellNode? cell = null;
        try
        {
            cell = ManifestFile.Read(directory.Path);
            findings.Add(Finding.Ok("manifest", $"{cell.Name} {cell.Manifest.Version}"));
        }
        catch (ToolFailure e)
        {
            findings.Add(Finding.Error("manifest", string.Join(' ', [e.Message, .. e.Details]), $"${{EDITOR:-vi}} {DisplayPath.Argument(directory.ManifestPath)}"));
        }

        findings.AddRange(CheckAccess(directory));
        findings.Add(CheckSocketPath(directory));
        findings.AddRange(await CheckProcessAsync(directory, cancellationToken));
        if (cell is not null)
        {
            findings.AddRange(await EditorInputs.CheckAsync(cell, cancellationToken));
        }

        return new Diagnosis(CellNames.Of(directory), directory.Path, findings);
    }

    private static IEnumerable<Finding> CheckAccess(CellDirectory directory)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(directory.RunPath))
        {
            yield break;
        }

        UnixFileMode mode = File.GetUnixFileMode(directory.RunPath);
        yield return (mode & ~OwnerOnly) == 0
            ? Finding.Ok("access", "run/ is for its owner only")
            : Finding.Warning("access", $"run/ may be entered by others than its owner (mode {Convert.ToString((int)mode, 8)})", $"chmod 700 {DisplayPath.Argument(directory.RunPath)}");
    }

    private static Finding CheckSocketPath(CellDirectory directory)
    {
        int length = Encoding.UTF8.GetByteCount(directory.SocketPath);
        if (length <= LongestSocketPath)
        {
            return Finding.Ok("socket-path", $"{length} of {LongestSocketPath} bytes");
        }

        string fix = $"mv {DisplayPath.Argument(directory.Path)} /srv/";
        return OperatingSystem.IsLinux()
            ? Finding.Warning("socket-path", $"{length} bytes: cells reach it through /proc/self/fd, but systemd and other programs take at most {LongestSocketPath}", fix)
            : Finding.Error("socket-path", $"{length} bytes: this system takes at most {LongestSocketPath}", fix);
    }

    private static async Task<IEnumerable<Finding>> CheckProcessAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        const string Check = "process";
        CellInstance instance = await CellInstance.ProbeAsync(directory, ProbeTimeout, cancellationToken);
        string path = DisplayPath.Argument(directory.Path);
        if (instance.Condition == CellCondition.Stopped)
        {
            return
            [
                instance.Note is null
                    ? Finding.Ok(Check, "does not run")
                    : Finding.Warning(Check, $"a process that was killed {instance.Note}, which the next start removes", $"cells start {path}"),
            ];
        }

        LockHolder? holder = LockHolder.Find(directory);
        string who = holder switch
        {
            null => "a process that is not seen from here, as in another container,",
            { CommandLine: "" } => $"process {holder.ProcessId}",
            _ => $"process {holder.ProcessId} ({holder.CommandLine})",
        };
        string held = $"{who} holds run/lock, and the cell";
        return
        [
            instance.Condition switch
            {
                CellCondition.Running => Finding.Ok(Check, $"{held} answers"),
                CellCondition.Idle => Finding.Ok(Check, $"{held} is idle: its first caller starts it"),
                CellCondition.Starting or CellCondition.Stopping => Finding.Ok(Check, $"{held} is {CellFacts.Name(instance.Condition)}"),
                CellCondition.Restarting => Finding.Warning(Check, $"{held} is started again, because {instance.Note}", $"cells logs {path} --nucleus"),
                CellCondition.Failing => Finding.Error(Check, $"{held} is not started again before someone has taken care, because {instance.Note}: see `cells logs {path} --nucleus`", $"cells restart {path}"),
                _ => Finding.Error(Check, $"{held} {instance.Note}", holder is null ? $"cells stop {path}" : $"kill -9 {holder.ProcessId}"),
            },
        ];
    }
}
