using Cells.Nucleus.Launching;

namespace Cells.Nucleus.Limits;

/// <summary>Has the kernel hold a process, and all that it starts, to <c>[limits] memory</c> and <c>cpu</c>: in a control group, where those are delegated.</summary>
/// <param name="groups">The control groups.</param>
/// <param name="log">Takes a line when there are none: the runtime's own limits are left then.</param>
internal sealed class ControlGroupLimits(ControlGroups groups, Action<string> log) : ILaunchStep
{
    // Joins before it becomes the program, so that nothing of the program is ever outside. The process id stays.
    private const string Script = "echo $$ >\"$0\" || echo \"[cells] runs without its limits: $0 cannot be joined\" >&2; exec \"$@\"";

    /// <inheritdoc/>
    public ProcessLaunch Apply(ProcessLaunch launch, LaunchContext context)
    {
        if (context.Manifest.Limits is { Memory: null, Cpu: null } || !OperatingSystem.IsLinux())
        {
            return launch;
        }

        try
        {
            string members = groups.Create(context.Directory, context.Replica, context.Manifest.Limits);
            return launch with { FileName = "/bin/sh", Arguments = ["-c", Script, members, launch.FileName, .. launch.Arguments] };
        }
        catch (ControlGroupException e)
        {
            log($"replica {context.Replica}: [limits] are kept by the .NET runtime alone, without a control group: {e.Message}");
            return launch;
        }
    }
}
