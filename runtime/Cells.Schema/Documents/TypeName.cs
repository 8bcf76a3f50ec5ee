using System.Globalization;

namespace Cells.Schema;

/// <summary>The parts of a declared type's name: <c>Shop.Page`1</c>.</summary>
public static class TypeName
{
    /// <summary>The most type parameters that a definition may have.</summary>
    public const int MaxArity = 16;

    /// <summary>The number after the backtick: 1 for <c>Shop.Page`1</c>, 0 without one.</summary>
    public static int Arity(string name)
    {
        int arity = 0;
        for (int i = name.IndexOf('`') + 1; i > 0 && i < name.Length; i++)
        {
            if (name[i] is < '0' or > '9' || arity > MaxArity)
            {
                return 0;
            }

            arity = (arity * 10) + name[i] - '0';
        }

        return arity;
    }

    /// <summary>The name without its arity: <c>Shop.Page</c>.</summary>
    public static string WithoutArity(string name)
    {
        int tick = name.IndexOf('`');
        return tick < 0 ? name : name.Substring(0, tick);
    }

    /// <summary>The last part without its arity: <c>Page</c>.</summary>
    public static string Simple(string name)
    {
        string full = WithoutArity(name);
        return full.Substring(full.LastIndexOf('.') + 1);
    }

    /// <summary>Whether <paramref name="name"/> is a dotted C# name with at most one arity, at its end, from 1 to <see cref="MaxArity"/>.</summary>
    public static bool IsLegal(string name)
    {
        int tick = name.IndexOf('`');
        if (tick < 0)
        {
            return CSharpIdentifier.IsLegalFullName(name);
        }

        int arity = Arity(name);
        return arity is >= 1 and <= MaxArity
            && string.Equals(name.Substring(tick + 1), arity.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            && CSharpIdentifier.IsLegalFullName(name.Substring(0, tick));
    }
}
