using Cells.Schema;

namespace Cells.Generators;

/// <summary>A partial method whose body publishes an event.</summary>
internal sealed record EventModel
{
    /// <summary>The index of the event in the schema's calls.</summary>
    public required int CallIndex { get; init; }

    /// <summary>The method's name in C#.</summary>
    public required string MethodName { get; init; }

    /// <summary>The modifiers that both parts repeat, <c>partial</c> included: <c>public partial</c>.</summary>
    public required string Modifiers { get; init; }

    /// <summary>What happens to a subscriber that is too slow: a name of the runtime's <c>EventOverflow</c>.</summary>
    public required string Overflow { get; init; }

    /// <summary>The parameters in C# order.</summary>
    public EquatableArray<ArgumentModel> Arguments { get; init; }
}
