namespace Cells.Schema;

/// <summary>Where the page of each diagnostic is: its help link.</summary>
public static class RulePages
{
    /// <summary>The link, with <c>{0}</c> in place of the diagnostic's id.</summary>
    public const string Format = Folder + "{0}" + Extension;

    private const string Folder = "https://github.com/cells-mesh/cells/blob/main/docs/rules/";
    private const string Extension = ".md";

    /// <summary>The link of a diagnostic.</summary>
    /// <param name="id">The id: <c>CELL2204</c>.</param>
    public static string LinkOf(string id) => Folder + id + Extension;
}
