using Cells.Connections;

namespace Cells.Callbacks;

/// <summary>What one call in flight passed, at its client, and what of it the server runs now. Safe for use by several threads.</summary>
/// <param name="payload">The call's arguments.</param>
/// <param name="plans">How arguments of callbacks are read, by parameter and method; null when both sides have one schema.</param>
internal sealed class PassedCallbacks(ICallbackPayload payload, IReadOnlyDictionary<int, PlannedCallback>? plans)
{
    private readonly Lock _gate = new();
    private readonly HashSet<CallbackCall> _running = [];
    private bool _isEnded;

    /// <summary>What was passed for a parameter; null for nothing.</summary>
    public CallbackTarget? Find(int parameter) => payload.FindCallback(parameter);

    /// <summary>How the arguments of a method are read; null when they stay as they are.</summary>
    public PlannedCall? FindPlan(int parameter, int method) => plans?.GetValueOrDefault(parameter)?.Find(method);

    /// <summary>Adds a callback that runs; false when the call has ended.</summary>
    public bool TryAdd(CallbackCall call)
    {
        lock (_gate)
        {
            return !_isEnded && _running.Add(call);
        }
    }

    /// <summary>Removes a callback that has ended.</summary>
    public void Remove(CallbackCall call)
    {
        lock (_gate)
        {
            _running.Remove(call);
        }
    }

    /// <summary>The call has ended: what runs is cancelled, and nothing more begins.</summary>
    public void End()
    {
        CallbackCall[] running;
        lock (_gate)
        {
            _isEnded = true;
            running = [.. _running];
        }

        foreach (CallbackCall call in running)
        {
            call.Cancel();
        }
    }
}
