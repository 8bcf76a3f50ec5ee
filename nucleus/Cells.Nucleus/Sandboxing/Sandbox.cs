using Cells.Nucleus.Launching;

namespace Cells.Nucleus.Sandboxing;

/// <summary>Runs a process in a sandbox where the manifest says <c>[sandbox] enabled = true</c>: bubblewrap, with the files of <see cref="SandboxView"/>.</summary>
/// <remarks>
/// Descriptors are inherited through bubblewrap as they are, the listening socket among them. Processes keep their numbers and their session: no namespace for those, in which
/// the process would not be known by the number that its peers see. And nothing ends with the nucleus: a cell that lost it drains.
/// </remarks>
/// <param name="bubblewrap">What makes sandboxes.</param>
/// <param name="view">What is seen in one.</param>
internal sealed class Sandbox(Bubblewrap bubblewrap, SandboxView view) : ILaunchStep
{
    /// <inheritdoc/>
    public ProcessLaunch Apply(ProcessLaunch launch, LaunchContext context)
    {
        if (!context.Manifest.Sandbox.Enabled)
        {
            return launch;
        }

        string program = Locate(launch);
        string[] programs =
        [
            .. SandboxView.RuntimeDirectories(launch.Environment), context.BuildPath, Path.GetDirectoryName(program)!,
            // `dotnet /elsewhere/cell.dll`, where the manifest names a binary.
            .. launch.Arguments.Take(1).Where(static path => Path.IsPathRooted(path) && File.Exists(path)).Select(static path => Path.GetDirectoryName(path)!),
        ];
        string[] network = context.Manifest.Sandbox.Network ? [] : ["--unshare-net"];
        return launch with
        {
            FileName = Require(context),
            Arguments =
            [
                .. Bubblewrap.Isolation, "--unshare-ipc", .. network,
                .. view.Describe(context.Directory, context.Manifest, programs),
                "--chdir", launch.WorkingDirectory, "--", program, .. launch.Arguments,
            ],
        };
    }

    private string Require(LaunchContext context)
    {
        try
        {
            return bubblewrap.Require();
        }
        catch (SandboxException e)
        {
            throw new CellException(
                CellStatus.FailedPrecondition,
                $"{context.Directory.ManifestPath}: [sandbox] enabled = true, and no sandbox can be made: {e.Message}; or run without one: [sandbox] enabled = false",
                e)
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }
    }

    /// <summary>The program's path: the sandbox has no other directories of the <c>PATH</c> than the system's.</summary>
    private static string Locate(ProcessLaunch launch)
    {
        string program = launch.FileName;
        if (!program.Contains('/'))
        {
            string name = program;
            program = launch.Environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Select(directory => Path.Combine(directory, name))
                .FirstOrDefault(File.Exists) ?? name;
        }

        return File.Exists(program) && File.ResolveLinkTarget(program, returnFinalTarget: true) is { } target ? target.FullName : Path.GetFullPath(program, launch.WorkingDirectory);
    }
}
