using Cells;

namespace CellNamespace;

/// <summary>Greets.</summary>
[Cell]
public sealed partial class CellClass
{
    /// <summary>The greeting for somebody.</summary>
    /// <param name="name">Who is greeted.</param>
    [Call(Idempotent = true)]
    public Greeting Greet(string name) => name.Length > 0
        ? new Greeting($"Hello, {name}.", DateTimeOffset.UtcNow)
        : throw new CellException(CellStatus.InvalidArgument, "name must not be empty");
}

/// <summary>A greeting.</summary>
/// <param name="Text">What is said.</param>
/// <param name="At">When.</param>
public sealed record Greeting(string Text, DateTimeOffset At);
