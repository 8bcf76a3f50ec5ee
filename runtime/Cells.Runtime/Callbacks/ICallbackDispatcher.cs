using Cells.Wire;

namespace Cells.Connections;

/// <summary>Brings the methods of a callback interface to its implementation. Generated as an empty struct per interface.</summary>
/// <typeparam name="T">The interface.</typeparam>
public interface ICallbackDispatcher<in T>
    where T : class
{
    /// <summary>Reads the arguments of <paramref name="call"/>, runs the method and replies.</summary>
    static abstract ValueTask DispatchAsync(T target, CallbackCall call);

    /// <summary>The name of the method numbered <paramref name="method"/>, without <c>Async</c>; null when the interface has none of that number.</summary>
    static abstract string? NameOf(int method);

    /// <summary>Writes a declared error of the method numbered <paramref name="method"/>; false when the method does not declare it.</summary>
    /// <param name="method">The method's number.</param>
    /// <param name="error">What the implementation threw.</param>
    /// <param name="name">The full name of the error's type.</param>
    /// <param name="writer">Receives the error's members.</param>
    static abstract bool TryWriteError(int method, CellException error, out string name, ref WireWriter writer);
}
