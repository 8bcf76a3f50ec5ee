namespace Cells.Schema;

/// <summary>What reading a JSON text gave: a value or an error.</summary>
/// <param name="Value">The value, or null when the text is not JSON.</param>
/// <param name="Error">Why not; null when <paramref name="Value"/> is there.</param>
public sealed record JsonReadResult(JsonValue? Value, JsonError? Error);

/// <summary>Why a text is not JSON.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 units, from 1.</param>
public sealed record JsonError(string Message, int Line, int Column);
