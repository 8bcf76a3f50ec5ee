namespace Cells.Schema;

/// <summary>The rules for names in a manifest.</summary>
internal static class ManifestNames
{
    private const int MaxNameLength = 64;

    /// <summary>The variables of the mesh itself begin with this.</summary>
    public const string ReservedVariablePrefix = "CELLS_";

    public static bool IsCellName(string text)
        => text.Length is > 0 and <= MaxNameLength
            && (IsLetter(text[0]) || IsDigit(text[0]))
            && text.All(character => IsLetter(character) || IsDigit(character) || character is '_' or '-' or '.');

    public static bool IsAlias(string text)
        => text.Length is > 0 and <= MaxNameLength
            && (IsLetter(text[0]) || text[0] == '_')
            && text.All(character => IsLetter(character) || IsDigit(character) || character is '_' or '-');

    public static bool IsVariable(string text)
        => text.Length > 0
            && (IsLetter(text[0]) || text[0] == '_')
            && text.All(character => IsLetter(character) || IsDigit(character) || character == '_');

    public static bool IsPath(string text) => text.Trim().Length > 0 && !text.Any(char.IsControl);

    public static bool IsNamespace(string text) => text.Length <= 512 && text.Split('.').All(IsIdentifier);

    /// <summary>A text of the user's in a message: short, on one line.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= 80 ? text : $"{text.Substring(0, 80)}…";
        return "\"" + new string([.. shown.Select(character => char.IsControl(character) ? '�' : character)]) + "\"";
    }

    private static bool IsIdentifier(string text)
        => text.Length > 0
            && (char.IsLetter(text[0]) || text[0] == '_')
            && text.All(character => char.IsLetterOrDigit(character) || character == '_')
            && Array.IndexOf(Keywords, text) < 0;

    private static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsDigit(char character) => character is >= '0' and <= '9';

    /// <summary>The reserved words of C#; contextual ones are legal names.</summary>
    private static readonly string[] Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal", "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach", "goto", "if",
        "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override",
        "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "sizeof", "stackalloc", "static", "string",
        "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void",
        "volatile", "while",
    ];
}
