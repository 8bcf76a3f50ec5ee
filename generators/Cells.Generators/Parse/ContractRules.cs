namespace Cells.Generators;

/// <summary>The ids of the rules that a contract is held to. An id is never reused.</summary>
internal static class ContractRules
{
}
