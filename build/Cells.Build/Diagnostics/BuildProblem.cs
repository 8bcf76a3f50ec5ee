namespace Cells.Build;

/// <summary>One error or warning: what is wrong, where, and what to do. Line and column count from 1; 0 when there is no place in the file.</summary>
internal sealed record BuildProblem(string Id, string Message, string? File = null, int Line = 0, int Column = 0);
