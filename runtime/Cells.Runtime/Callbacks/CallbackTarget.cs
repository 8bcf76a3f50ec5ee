using Cells.Wire;

namespace Cells.Connections;

/// <summary>An implementation of a callback interface that a client passes with a call.</summary>
public abstract class CallbackTarget
{
    private protected CallbackTarget()
    {
    }

    /// <summary>The interface's name, for people.</summary>
    internal abstract string Interface { get; }

    /// <summary>The full name of the method numbered <paramref name="method"/>, for people: <c>Shop.IProgress.Report</c>.</summary>
    internal abstract string NameOf(int method);

    /// <summary>The same as telemetry writes it, <c>Shop.IProgress/Report</c>; null for a number that the interface does not have.</summary>
    internal abstract string? MethodOf(int method);

    /// <summary>Makes a target of what a caller passed; null for null.</summary>
    public static CallbackTarget? Of<T, TDispatcher>(T? target)
        where T : class
        where TDispatcher : struct, ICallbackDispatcher<T>
        => target is null ? null : new Typed<T, TDispatcher>(target);

    /// <summary>Reads the arguments, runs the method and replies.</summary>
    internal abstract ValueTask DispatchAsync(CallbackCall call);

    /// <summary>Writes an error that the method declares.</summary>
    internal abstract bool TryWriteError(int method, CellException error, out string name, ref WireWriter writer);

    private sealed class Typed<T, TDispatcher>(T target) : CallbackTarget
        where T : class
        where TDispatcher : struct, ICallbackDispatcher<T>
    {
        internal override string Interface => (typeof(T).FullName ?? typeof(T).Name).Replace('+', '.');

        internal override string NameOf(int method) => TDispatcher.NameOf(method) is { } name ? $"{Interface}.{name}" : $"{Interface}#{method}";

        internal override string? MethodOf(int method) => TDispatcher.NameOf(method) is { } name ? $"{Interface}/{name}" : null;

        internal override ValueTask DispatchAsync(CallbackCall call) => TDispatcher.DispatchAsync(target, call);

        internal override bool TryWriteError(int method, CellException error, out string name, ref WireWriter writer)
            => TDispatcher.TryWriteError(method, error, out name, ref writer);
    }
}
