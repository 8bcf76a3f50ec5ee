using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace Cells.CodeFixes;

/// <summary>One way to mend a diagnostic within its document.</summary>
/// <param name="Title">What an editor offers.</param>
/// <param name="Key">Tells the ways of one provider apart; FixAll takes the same way everywhere.</param>
/// <param name="Target">What is edited. Two diagnostics that ask for the same way at the same node ask for one edit.</param>
/// <param name="Edit">Makes the edit.</param>
internal sealed record Remedy(string Title, string Key, SyntaxNode Target, Action<SyntaxEditor> Edit);
