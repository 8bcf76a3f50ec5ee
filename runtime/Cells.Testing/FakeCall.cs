namespace Cells.Testing;

/// <summary>A call that a fake received.</summary>
/// <param name="Name">The call's name, without <c>Async</c>.</param>
/// <param name="Arguments">The arguments: a JSON object, in the form that <c>cells call</c> takes.</param>
public sealed record FakeCall(string Name, string Arguments);
