using System.Globalization;
using System.Text;

namespace Cells.Generators;

/// <summary>Makes the names of generated files. They come from the contract, never from a path.</summary>
internal sealed class HintNames
{
    private const int LongestName = 200;

    // Roslyn compares hint names without regard to case and throws on the second one.
    private readonly UniqueNames _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A file name for <paramref name="subject"/>: <c>Shop.Page`1</c> becomes <c>Shop.Page-1.g.cs</c>.</summary>
    public string Take(string subject)
    {
        StringBuilder name = new();
        foreach (char character in subject)
        {
            if (char.IsLetterOrDigit(character) || character is '.' or '_')
            {
                name.Append(character);
            }
            else if (character == '`')
            {
                name.Append('-');
            }
            else
            {
                name.Append('-').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        string wanted = name.Length <= LongestName ? name.ToString() : name.ToString(0, LongestName);
        return _names.Take(wanted) + ".g.cs";
    }
}
