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

    /// <summary>Keywords are refused: a namespace is also written by hand, in using directives.</summary>
    public static bool IsNamespace(string text) => CSharpIdentifier.IsLegalFullName(text) && CSharpIdentifier.EscapeFullName(text) == text;

    /// <summary>A text of the user's in a message: short, on one line.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= 80 ? text : $"{text.Substring(0, 80)}…";
        return "\"" + new string([.. shown.Select(character => char.IsControl(character) ? '�' : character)]) + "\"";
    }

    private static bool IsLetter(char character) => character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsDigit(char character) => character is >= '0' and <= '9';
}
