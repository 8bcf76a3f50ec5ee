using System.Buffers;
using Cells.Binding;
using Cells.Connections;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Hosting;

/// <summary>Brings the calls of one contract to the object that handles them.</summary>
internal abstract class CellDispatcher(CellContract contract)
{
    private string[]? _callNames;
    private string?[] _methods = [];
    private bool[]? _events;
    private JsonWireBinder? _binder;

    /// <summary>The contract that is served.</summary>
    public CellContract Contract => contract;

    /// <summary>What runs around each call, the first outermost.</summary>
    public IReadOnlyList<IServerInterceptor> Interceptors { get; init; } = [];

    /// <summary>Where the cell's events come from; null when it has none.</summary>
    public virtual EventHub? Events => null;

    /// <summary>Runs the handler of a call. What it throws, at once or later, is the call's error.</summary>
    public abstract ValueTask DispatchAsync(ServerCall call);

    /// <summary>Writes an error that the call declares.</summary>
    public abstract bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer);

    /// <summary>The full name of a call, for people: <c>Shop.Catalog.Get</c>.</summary>
    public string NameOf(int call) => FindName(call) is { } name ? $"{contract.Name}.{name}" : $"{contract.Name}#{call}";

    /// <summary>The full name of a call as telemetry writes it, <c>Shop.Catalog/Get</c>; null for a number that the contract does not have.</summary>
    public string? MethodOf(int call)
    {
        string?[] methods = _methods;
        if ((uint)call < (uint)methods.Length && methods[call] is { } known)
        {
            return known;
        }

        if (FindName(call) is not { } name)
        {
            return null;
        }

        // Calls that come at once may each keep theirs: what is lost is written again.
        if (call >= methods.Length)
        {
            Array.Resize(ref methods, Math.Max(call + 1, 2 * methods.Length));
            _methods = methods;
        }

        return methods[call] = $"{contract.Name}/{name}";
    }

    /// <summary>Whether the call is an event, to be subscribed to.</summary>
    public bool IsEvent(int call)
    {
        _events ??= ReadSchema() is { } schema ? [.. schema.Calls.Select(static call => call.Kind == CallKind.Event)] : [];
        return (uint)call < (uint)_events.Length && _events[call];
    }

    /// <summary>The same failure with the path of the parameter and member at which <paramref name="request"/> stops being arguments of a call.</summary>
    /// <remarks>
    /// Codecs name the type that they fail in. To know the member, too, each of them would have to keep count, so the bytes are walked again, by the schema and only now.
    /// </remarks>
    public CellFormatException Locate(int call, in ReadOnlySequence<byte> request, CellFormatException failure)
    {
        _binder ??= ReadSchema() is { } schema ? new JsonWireBinder(schema) : null;
        return _binder?.Schema.Calls.ElementAtOrDefault(call) is { } described && !described.Parameters.Any(static parameter => parameter.IsStream)
            && _binder.FindMalformedArgument(described, request) is { Length: > 0 } path
            ? new CellFormatException(failure.Reason, failure.Offset, path, failure)
            : failure;
    }

    /// <summary>The name of a call; null for a number that the contract does not have.</summary>
    /// <remarks>Here from the schema, whose reading takes time and memory: generated code knows the names.</remarks>
    protected virtual string? FindName(int call)
    {
        string[] names = _callNames ??= ReadCallNames();
        return (uint)call < (uint)names.Length ? names[call] : null;
    }

    private string[] ReadCallNames() => ReadSchema() is { } schema ? [.. schema.Calls.Select(static call => call.Name)] : [];

    private CellSchema? ReadSchema() => SchemaDocument.Read(contract.Schema).Schema;
}

/// <summary>Dispatches through what the generator wrote for <typeparamref name="TCell"/>.</summary>
internal sealed class CellDispatcher<TCell>(TCell cell) : CellDispatcher(TCell.Contract)
    where TCell : class, ICell<TCell>
{
    /// <inheritdoc/>
    public override EventHub? Events => TCell.EventsOf(cell);

    /// <inheritdoc/>
    public override ValueTask DispatchAsync(ServerCall call) => TCell.DispatchAsync(cell, call);

    /// <inheritdoc/>
    public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
        => TCell.TryWriteError(call, error, out name, ref writer);

    /// <inheritdoc/>
    protected override string? FindName(int call) => TCell.NameOf(call) ?? base.FindName(call);
}
