namespace Cells.Generators;

/// <summary>Gives out names that do not clash with each other in one scope.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _taken;

    public UniqueNames(StringComparer comparer, params string[] reserved) => _taken = new HashSet<string>(reserved, comparer);

    public UniqueNames(params string[] reserved)
        : this(StringComparer.Ordinal, reserved)
    {
    }

    /// <summary>Marks a name as used.</summary>
    public void Reserve(string name) => _taken.Add(name);

    /// <summary><paramref name="wanted"/>, with underscores behind it when it is taken.</summary>
    public string Take(string wanted)
    {
        string name = wanted;
        while (!_taken.Add(name))
        {
            name += "_";
        }

        return name;
    }
}
