namespace Cells.Nucleus.Launching;

/// <summary>Everything that stands between a cell's build and its process.</summary>
internal static class LaunchSteps
{
    /// <summary>The steps in their order: the last is outermost.</summary>
    public static IReadOnlyList<ILaunchStep> Default { get; } = [];

    /// <summary>Applies <paramref name="steps"/> one after the other.</summary>
    /// <exception cref="CellException">A step cannot be had here, and the manifest demands it.</exception>
    public static ProcessLaunch Apply(this IEnumerable<ILaunchStep> steps, ProcessLaunch launch, LaunchContext context)
        => steps.Aggregate(launch, (current, step) => step.Apply(current, context));
}
