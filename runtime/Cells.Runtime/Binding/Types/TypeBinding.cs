using System.Text.Json;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>Converts the values of one type between JSON and the wire.</summary>
internal abstract class TypeBinding
{
    /// <summary>The facts about the type's bytes that enclosing types need.</summary>
    public abstract WireShape Shape { get; }

    /// <summary>Whether C# has a value type here, so that nullable is <see cref="Nullable{T}"/>.</summary>
    public abstract bool IsValueType { get; }

    /// <summary>Whether <paramref name="text"/> of a command line is the text of a JSON string, rather than JSON.</summary>
    public virtual bool TakesBareText(string text) => false;

    /// <summary>Appends the value that <paramref name="value"/> denotes.</summary>
    /// <exception cref="JsonBindingException">It denotes none.</exception>
    /// <exception cref="CellFormatException">The wire cannot hold it.</exception>
    public abstract void Write(JsonElement value, ref WireWriter writer, BindingPath path);

    /// <summary>Writes the next value as JSON.</summary>
    /// <exception cref="CellFormatException">The bytes are no such value; <paramref name="path"/> stands where.</exception>
    public abstract void Read(ref WireReader reader, Utf8JsonWriter json, BindingPath path);

    /// <summary>Appends a declared default.</summary>
    /// <exception cref="JsonBindingException">The default does not fit the type.</exception>
    public virtual void WriteDefault(DefaultValue value, ref WireWriter writer, BindingPath path)
    {
        if (value.Kind == DefaultKind.Zero)
        {
            WriteZero(ref writer, path);
            return;
        }

        using JsonDocument document = JsonDocument.Parse(value.Kind switch
        {
            DefaultKind.Null => "null",
            DefaultKind.Boolean => value.Text,
            DefaultKind.Number => QuoteUnlessNumber(value.Text),
            DefaultKind.Empty => EmptyJson,
            _ => JsonText.Quote(value.Text),
        });
        Write(document.RootElement, ref writer, path);
    }

    /// <summary>Appends C#'s <c>default</c> of the type.</summary>
    /// <exception cref="JsonBindingException">That is null where none may be.</exception>
    public virtual void WriteZero(ref WireWriter writer, BindingPath path)
    {
        if (!Shape.IsRaw)
        {
            path.Fail("a value must be given: the type's default is null, which the contract does not allow here");
        }

        writer.WritePadding(Shape.Size);
    }

    /// <summary>The JSON of an empty collection.</summary>
    protected virtual string EmptyJson => "[]";

    // NaN and the infinities stand as text.
    private static string QuoteUnlessNumber(string text) => text.Length > 0 && char.IsAsciiLetter(text[^1]) ? JsonText.Quote(text) : text;
}
