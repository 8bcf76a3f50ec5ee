using System.Globalization;

namespace Cells.Schema;

/// <summary>What C# accepts as a name. Names in a schema never carry <c>@</c>: whoever writes C# escapes them.</summary>
public static class CSharpIdentifier
{
    /// <summary>The longest name that the C# compiler accepts, in UTF-16 units.</summary>
    public const int MaxLength = 511;

    // Keywords, and those contextual ones that are no plain name in some position where generated code puts names.
    private static readonly HashSet<string> Escaped = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out",
        "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc",
        "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using",
        "virtual", "void", "volatile", "while",
        "allows", "and", "await", "dynamic", "extension", "field", "file", "managed", "nameof", "nint", "not", "notnull", "nuint", "or", "partial",
        "record", "required", "scoped", "unmanaged", "var", "when", "where", "with", "yield",
    };

    /// <summary>Whether <paramref name="name"/> is a C# identifier; keywords are, since <c>@</c> makes them one.</summary>
    /// <remarks>Format characters (U+200D and the like) are refused: C# ignores them, so two names that look different would be one.</remarks>
    public static bool IsLegal(string name)
    {
        if (name.Length is 0 or > MaxLength || !IsStart(name[0]))
        {
            return false;
        }

        for (int i = 1; i < name.Length; i++)
        {
            if (!IsStart(name[i]) && !IsPart(name[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every part of <paramref name="name"/> between dots is a C# identifier.</summary>
    public static bool IsLegalFullName(string name)
    {
        foreach (string part in name.Split('.'))
        {
            if (!IsLegal(part))
            {
                return false;
            }
        }

        return name.Length <= MaxLength;
    }

    /// <summary><paramref name="name"/> as C# source spells it: with <c>@</c> where it is a keyword.</summary>
    public static string Escape(string name) => Escaped.Contains(name) ? "@" + name : name;

    /// <summary>A dotted name as C# source spells it: <c>Shop.event.Item</c> becomes <c>Shop.@event.Item</c>.</summary>
    public static string EscapeFullName(string name) => string.Join(".", name.Split('.').Select(Escape));

    private static bool IsStart(char unit) => unit == '_' || CharUnicodeInfo.GetUnicodeCategory(unit) is UnicodeCategory.UppercaseLetter
        or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.LetterNumber;

    private static bool IsPart(char unit) => CharUnicodeInfo.GetUnicodeCategory(unit) is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation;
}
