using System.Globalization;

namespace Cells.Load;

/// <summary>Options as <c>--name value</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, int> _values = [];

    /// <summary>Reads the options.</summary>
    /// <exception cref="FormatException">One has no name or no number.</exception>
    public Arguments(IEnumerable<string> words)
    {
        string[] given = [.. words];
        for (int i = 0; i < given.Length; i += 2)
        {
            if (!given[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new FormatException($"'{given[i]}' is no option");
            }

            if (i + 1 == given.Length || !int.TryParse(given[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                throw new FormatException($"{given[i]} needs a whole number");
            }

            _values[given[i][2..]] = value;
        }
    }

    /// <summary>The number given as <paramref name="name"/>.</summary>
    public int Number(string name, int otherwise) => _values.GetValueOrDefault(name, otherwise);
}
