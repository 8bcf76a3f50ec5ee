using Cells.Connections;
using Cells.Wire;

namespace Cells.Hosting;

/// <content>Calls back to the client.</content>
public sealed partial class ServerCall
{
    private bool _passedCallbacks;

    /// <summary>The callback that the client passed. To be called where the argument says that there is one.</summary>
    /// <param name="parameter">The parameter's number in this cell's contract, counting all.</param>
    /// <param name="errors">Reads declared errors of the interface; null when it declares none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or over 255.</exception>
    public ServerCallback OpenCallback(int parameter, ErrorReader? errors = null)
    {
        PlannedCallback? plan = Connection.PlanOfCallback(this, parameter);
        int passed = plan?.Parameter ?? parameter;
        ArgumentOutOfRangeException.ThrowIfNegative(passed, nameof(parameter));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passed, byte.MaxValue, nameof(parameter));
        lock (_gate)
        {
            _passedCallbacks = true;
            _isShared = true;
        }

        return new ServerCallback(this, (byte)passed, errors, plan);
    }

    bool IHandledCall.TryWriteError(CellException error, out string name, ref WireWriter writer)
        => Dispatcher.TryWriteError(Index, error, out name, ref writer);
}
