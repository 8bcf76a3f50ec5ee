using Cells.Schema;

namespace Cells.Generators;

/// <summary>Everything that is emitted for one <c>[Cell]</c> class, free of compiler types.</summary>
internal sealed record CellModel
{
    /// <summary>The contract, every name resolved. Call indexes are those of <see cref="CellSchema.Calls"/>.</summary>
    public required CellSchema Schema { get; init; }

    /// <summary>The namespace of the class; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The name of the class.</summary>
    public required string ClassName { get; init; }

    /// <summary><c>public</c> or <c>internal</c>.</summary>
    public required string Accessibility { get; init; }

    /// <summary>The handlers ordered by call index. Events have none.</summary>
    public EquatableArray<HandlerModel> Handlers { get; init; }

    /// <summary>The services that the constructor asks for, in its order.</summary>
    public EquatableArray<ServiceParameterModel> Constructor { get; init; }

    /// <summary>The event methods whose bodies are emitted, ordered by call index.</summary>
    public EquatableArray<EventModel> Events { get; init; }

    /// <summary>The interfaces that calls take implementations of, in the schema's order.</summary>
    public EquatableArray<CallbackModel> Callbacks { get; init; }

    /// <summary>The name of the field that holds the subscribers, which no member of the class has.</summary>
    public string EventsField { get; init; } = "_events";

    /// <summary>What C# says about the contract's own types beyond the schema, ordered by name. Dependencies' types are not among them.</summary>
    public EquatableArray<DeclaredTypeModel> DeclaredTypes { get; init; }

    /// <summary>The dependencies' types whose C# name is not their schema name, because <c>cell.toml</c> overrides the namespace.</summary>
    public EquatableArray<TypeNameModel> RenamedTypes { get; init; }

    /// <summary><c>[Cell(Client = true)]</c>: interface and client are emitted beside the class.</summary>
    public bool EmitClient { get; init; }

    /// <summary><c>cell.toml</c> names dependencies, so that <c>AddCellClients</c> exists.</summary>
    public bool HasDependencies { get; init; }
}
