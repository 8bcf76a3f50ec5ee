namespace Cells.Connections;

/// <summary>The call that is handled where code runs, for the calls that this code makes: they inherit its deadline, its cancellation and its chain.</summary>
/// <remarks>
/// It flows with the execution context, each change of which is allocated. So it is kept only in processes that may make calls: those of cells with dependencies,
/// and those that have opened a channel.
/// </remarks>
internal static class AmbientCall
{
    private static readonly AsyncLocal<IHandledCall?> Flow = new();
    private static bool _isKept;

    /// <summary>Whether handlers are to be entered.</summary>
    public static bool IsKept => Volatile.Read(ref _isKept);

    /// <summary>The call whose handler runs here; null outside of handlers, and in work that outlives its call.</summary>
    public static IHandledCall? Current => Flow.Value is { IsEnded: false } call ? call : null;

    /// <summary>The process may make calls. Those that are handled already pass nothing on.</summary>
    public static void Keep() => Volatile.Write(ref _isKept, true);

    /// <summary>What runs from here on, in this flow, is the handling of <paramref name="call"/>.</summary>
    public static void Enter(IHandledCall call) => Flow.Value = call;

    /// <summary>What runs from here on is no longer part of a call that is handled.</summary>
    public static void Leave() => Flow.Value = null;
}
