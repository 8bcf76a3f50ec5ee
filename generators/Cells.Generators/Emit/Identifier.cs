using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace Cells.Generators;

/// <summary>Names as C# spells them.</summary>
internal static class Identifier
{
    /// <summary>The name of a member, parameter or local: <c>@class</c> for a keyword.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name is "await" or "field" ? "@" + name : name;

    /// <summary>The name of a type or namespace, where the words that C# reserves in some places are escaped too.</summary>
    public static string EscapeType(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A dotted name of types and namespaces.</summary>
    public static string EscapePath(string path) => string.Join(".", path.Split('.').Select(EscapeType));

    /// <summary>Whether <paramref name="name"/> can be an identifier, escaped or not.</summary>
    public static bool IsValid(string name) => SyntaxFacts.IsValidIdentifier(name);

    /// <summary><c>Sku</c> becomes <c>sku</c>, <c>URL</c> becomes <c>url</c>, <c>IOMode</c> becomes <c>ioMode</c>.</summary>
    public static string ToCamelCase(string name)
    {
        char[] characters = name.ToCharArray();
        for (int i = 0; i < characters.Length && char.IsUpper(characters[i]); i++)
        {
            bool startsWord = i > 0 && i + 1 < characters.Length && !char.IsUpper(characters[i + 1]);
            if (startsWord)
            {
                break;
            }

            characters[i] = char.ToLower(characters[i], CultureInfo.InvariantCulture);
        }

        return new string(characters);
    }
}
