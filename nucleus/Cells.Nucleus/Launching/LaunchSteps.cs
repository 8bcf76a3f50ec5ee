using Cells.Nucleus.Limits;
using Cells.Nucleus.Sandboxing;

namespace Cells.Nucleus.Launching;

/// <summary>Everything that stands between a cell's build and its process.</summary>
internal static class LaunchSteps
{
    /// <summary>The steps in their order: the last is outermost. A sandbox is limited together with what makes it.</summary>
    /// <param name="log">Takes what someone may want to know, a line each.</param>
    public static IReadOnlyList<ILaunchStep> Create(Action<string> log)
        => [new RuntimeLimits(), new Sandbox(Bubblewrap.OfMachine, new SandboxView("/")), new ControlGroupLimits(ControlGroups.OfMachine, log)];

    /// <summary>Applies <paramref name="steps"/> one after the other.</summary>
    /// <exception cref="CellException">A step cannot be had here, and the manifest demands it.</exception>
    public static ProcessLaunch Apply(this IEnumerable<ILaunchStep> steps, ProcessLaunch launch, LaunchContext context)
        => steps.Aggregate(launch, (current, step) => step.Apply(current, context));
}
