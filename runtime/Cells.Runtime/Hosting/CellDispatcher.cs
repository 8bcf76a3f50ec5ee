using Cells.Connections;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>Brings the calls of one contract to the object that handles them.</summary>
internal abstract class CellDispatcher(CellContract contract)
{
    private string[]? _callNames;

    /// <summary>The contract that is served.</summary>
    public CellContract Contract => contract;

    /// <summary>Runs the handler of a call. What it throws, at once or later, is the call's error.</summary>
    public abstract ValueTask DispatchAsync(ServerCall call);

    /// <summary>Writes an error that the call declares.</summary>
    public abstract bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer);

    /// <summary>The full name of a call, for people: <c>Shop.Catalog.Get</c>.</summary>
    public string NameOf(int call)
    {
        // Only failures and calls made by handlers ask, so that a start does not pay for reading the schema.
        string[] names = _callNames ??= ReadCallNames();
        return call < names.Length ? $"{contract.Name}.{names[call]}" : $"{contract.Name}#{call}";
    }

    private string[] ReadCallNames()
        => SchemaDocument.Read(contract.Schema).Schema is { } schema ? [.. schema.Calls.Select(static call => call.Name)] : [];
}

/// <summary>Dispatches through what the generator wrote for <typeparamref name="TCell"/>.</summary>
internal sealed class CellDispatcher<TCell>(TCell cell) : CellDispatcher(TCell.Contract)
    where TCell : class, ICell<TCell>
{
    /// <inheritdoc/>
    public override ValueTask DispatchAsync(ServerCall call) => TCell.DispatchAsync(cell, call);

    /// <inheritdoc/>
    public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
        => TCell.TryWriteError(call, error, out name, ref writer);
}
