using Cells.Schema;

namespace Cells.Generators;

/// <summary>A rule that a contract breaks.</summary>
/// <param name="Id">The rule: one of <see cref="ContractRules"/>.</param>
/// <param name="Place">Where.</param>
/// <param name="Arguments">What the rule's message is filled with, in its order.</param>
internal sealed record ContractProblem(string Id, SourcePlace Place, EquatableArray<string> Arguments);
