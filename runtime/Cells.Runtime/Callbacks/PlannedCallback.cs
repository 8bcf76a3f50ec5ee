using Cells.Schema;
using Cells.Transcoding;

namespace Cells.Connections;

/// <summary>A callback that a call passes, on a connection whose sides have different schemas.</summary>
/// <param name="parameter">The client's parameter.</param>
/// <param name="methods">The methods, by their number at the side that plans; null where the client has no such method, or the server never calls it.</param>
internal sealed class PlannedCallback(int parameter, PlannedCall?[] methods)
{
    /// <summary>The number of the client's parameter.</summary>
    public int Parameter => parameter;

    /// <summary>The method numbered <paramref name="method"/> at this side; null when the other does not have it.</summary>
    public PlannedCall? Find(int method) => (uint)method < (uint)methods.Length ? methods[method] : null;

    /// <summary>The callbacks of a call, by parameter of this side.</summary>
    /// <param name="plan">The call's plan.</param>
    /// <param name="callbacks">The plans of the interfaces.</param>
    /// <param name="side">Which side plans: a server reads results, a client arguments.</param>
    /// <param name="transcoders">Makes what rewrites.</param>
    /// <returns>Null for a call without callbacks.</returns>
    public static Dictionary<int, PlannedCallback>? Of(
        CallPlan plan, IReadOnlyList<CallbackPlan> callbacks, ConnectionSide side, TranscoderFactory transcoders)
    {
        Dictionary<int, PlannedCallback>? found = null;
        IReadOnlyList<PlannedMember> parameters = plan.Request?.Members ?? [];
        for (int i = 0; i < parameters.Count; i++)
        {
            int own = parameters[i].WriterIndex;
            if (own < 0 || plan.Producer!.Parameters[i].Callback is not { } producer || plan.Consumer.Parameters[own].Callback is not { } consumer)
            {
                continue;
            }

            CallbackPlan callback = callbacks.First(callback => callback.Consumer.Name == consumer && callback.Producer.Name == producer);
            (found ??= [])[side == ConnectionSide.Server ? i : own] = new PlannedCallback(own, MethodsOf(callback, side, transcoders));
        }

        return found;
    }

    private static PlannedCall?[] MethodsOf(CallbackPlan callback, ConnectionSide side, TranscoderFactory transcoders)
    {
        PlannedCall?[] methods = new PlannedCall?[side == ConnectionSide.Server ? callback.Producer.Methods.Count : callback.Consumer.Methods.Count];
        foreach (CallbackMethodPlan method in callback.Methods.Where(static method => method.ConsumerIndex >= 0))
        {
            methods[side == ConnectionSide.Server ? method.ProducerIndex : method.ConsumerIndex] = side == ConnectionSide.Server
                ? PlannedCall.CallbackAtServer(method, callback.Producer.Name, transcoders)
                : PlannedCall.CallbackAtClient(method, transcoders);
        }

        return methods;
    }
}
