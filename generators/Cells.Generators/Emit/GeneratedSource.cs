namespace Cells.Generators;

/// <summary>One generated file.</summary>
/// <param name="HintName">The name of the file, unique in one generator without regard to case.</param>
/// <param name="Text">The text, lines ended with <c>\n</c>.</param>
internal sealed record GeneratedSource(string HintName, string Text);
