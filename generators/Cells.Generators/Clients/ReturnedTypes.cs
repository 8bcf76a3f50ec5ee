using Cells.Schema;

namespace Cells.Generators;

/// <summary>Checks the types of a cell that come back to it in a dependency's contract, where cells depend on each other.</summary>
/// <remarks>
/// Such a type is the project's own, so that its codec is made from today's source. A dependency built against another shape would send bytes that this codec misreads.
/// </remarks>
internal static class ReturnedTypes
{
    /// <summary>One problem for each type that a dependency knows in another shape than <paramref name="own"/> declares.</summary>
    public static IEnumerable<ClientProblem> Check(CellSchema own, IEnumerable<DependencyFile> files)
    {
        foreach (DependencyFile file in files)
        {
            foreach (TypeSchema returned in file.Schema?.Types ?? [])
            {
                if (returned.Owner != own.Contract)
                {
                    continue;
                }

                string? difference = own.FindType(returned.Name) is { } declared
                    ? ShapeDifference.Between(declared, returned)
                    : "this cell's contract has no such type any more";
                if (difference is not null)
                {
                    string advice = $"Build '{file.Alias}' again against this version of the cell.";
                    EquatableArray<string> arguments = [returned.Name, "this cell's own contract", $"'{file.Alias}' ({file.Path})", difference, advice];
                    yield return new ClientProblem(ClientRules.Disagreement, file.Path, 0, 0, arguments);
                }
            }
        }
    }
}
