namespace Cells.Connections;

/// <summary>The arguments of a call that passes callbacks. Where an argument is a callback, <see cref="ICallPayload.Write"/> writes whether there is one.</summary>
public interface ICallbackPayload : ICallPayload
{
    /// <summary>What the caller passed for the parameter numbered <paramref name="parameter"/>, counting all; null for nothing, and for a parameter that is no callback.</summary>
    CallbackTarget? FindCallback(int parameter);
}
