using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>Hands what a running cell said from one task of a build to a later one: it is asked once, within the one budget for all running cells.</summary>
internal static class LiveConsumersOfBuild
{
    /// <summary>Keeps an answer for a later task of the same build.</summary>
    public static void Keep(IBuildEngine4? engine, string directory, LiveConsumers answer)
        => engine?.RegisterTaskObject(Key(directory), answer, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);

    /// <summary>The answer that was kept, else one asked for now.</summary>
    public static LiveConsumers TakeOrAsk(IBuildEngine4? engine, string directory, TimeSpan budget)
        => engine?.UnregisterTaskObject(Key(directory), RegisteredTaskObjectLifetime.Build) as LiveConsumers ?? LiveConsumersQuery.AskAsync(directory, budget).GetAwaiter().GetResult();

    private static string Key(string directory) => $"Cells.LiveConsumers:{Path.GetFullPath(directory)}";
}
