using System.Text;

namespace Cells.Schema;

/// <summary>Reads TOML 1.0.</summary>
/// <remarks>Written from the specification, toml.io/en/v1.0.0. Bad input is a result, never an exception.</remarks>
public static class TomlReader
{
    /// <summary>The deepest nesting of tables and arrays that is read.</summary>
    public const int MaxDepth = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a document. A leading byte-order mark is skipped.</summary>
    public static TomlReadResult Read(string text)
    {
        try
        {
            TomlCursor cursor = new(text);
            cursor.CheckCharacters();
            return new TomlReadResult(new TomlParser(cursor).ParseDocument(), null);
        }
        catch (TomlSyntaxException failure)
        {
            return new TomlReadResult(null, failure.Error);
        }
    }

    /// <summary>Reads the bytes of a document, which must be UTF-8.</summary>
    public static TomlReadResult Read(byte[] utf8)
    {
        try
        {
            return Read(StrictUtf8.GetString(utf8));
        }
        catch (DecoderFallbackException)
        {
            // The replacement character is three bytes long in UTF-8 itself, so the first difference is the first bad byte.
            string readable = Encoding.UTF8.GetString(utf8);
            byte[] again = Encoding.UTF8.GetBytes(readable);
            int offset = 0;
            while (offset < utf8.Length && offset < again.Length && utf8[offset] == again[offset])
            {
                offset++;
            }

            // A byte within a character that began well belongs to that character's start.
            while (offset > 0 && offset < utf8.Length && (utf8[offset] & 0xC0) == 0x80)
            {
                offset--;
            }

            TomlCursor cursor = new(Encoding.UTF8.GetString(utf8, 0, offset));
            TomlPosition position = cursor.PositionOfEnd();
            return new TomlReadResult(null, new TomlError("The file is not UTF-8: save it in that encoding.", position.Line, position.Column));
        }
    }
}

/// <summary>A document, or what is wrong with it.</summary>
/// <param name="Root">The top-level table; null when there is an error.</param>
/// <param name="Error">The first error; null when the document was read.</param>
public sealed record TomlReadResult(TomlTable? Root, TomlError? Error);

/// <summary>Why a document is no TOML.</summary>
/// <param name="Message">What is wrong and what was expected.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in UTF-16 units.</param>
public sealed record TomlError(string Message, int Line, int Column);
