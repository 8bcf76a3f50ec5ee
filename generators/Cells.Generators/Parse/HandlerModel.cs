using Cells.Schema;

namespace Cells.Generators;

/// <summary>The method that handles one call.</summary>
internal sealed record HandlerModel
{
    /// <summary>The index of the call in the schema.</summary>
    public required int CallIndex { get; init; }

    /// <summary>The method's name in C#, with <c>Async</c> where it has it.</summary>
    public required string MethodName { get; init; }

    /// <summary>The form of the method's return type.</summary>
    public required HandlerReturn Return { get; init; }

    /// <summary>The handler blocks its thread, so that it must run on the pool.</summary>
    public bool IsBlocking { get; init; }

    /// <summary>The arguments hold slices of the request, which is kept until the handler has ended.</summary>
    public bool IsLeased { get; init; }

    /// <summary>The arguments in C# order.</summary>
    public EquatableArray<ArgumentModel> Arguments { get; init; }
}

/// <summary>How a handler hands over its result.</summary>
internal enum HandlerReturn
{
    /// <summary><c>void</c>.</summary>
    Void,

    /// <summary><c>T</c>.</summary>
    Value,

    /// <summary><c>Task</c>.</summary>
    Task,

    /// <summary><c>Task&lt;T&gt;</c>.</summary>
    TaskOfT,

    /// <summary><c>ValueTask</c>.</summary>
    ValueTask,

    /// <summary><c>ValueTask&lt;T&gt;</c>.</summary>
    ValueTaskOfT,

    /// <summary><c>IAsyncEnumerable&lt;T&gt;</c>.</summary>
    Stream,
}
