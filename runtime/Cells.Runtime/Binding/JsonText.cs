using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cells.Wire;

namespace Cells.Binding;

/// <summary>The JSON settings that values of the wire need.</summary>
internal static class JsonText
{
    // Every wire level is at most an array of pairs within an array.
    private const int MaximumDepth = 4096;

    /// <summary>Deep enough for whatever the wire can hold.</summary>
    public static JsonDocumentOptions ReadOptions { get; } = new() { MaxDepth = MaximumDepth };

    /// <summary>Deep enough for whatever the wire can hold; leaves letters of all languages as they are.</summary>
    public static JsonWriterOptions WriteOptions { get; } =
        new() { MaxDepth = MaximumDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON string for <paramref name="text"/>.</summary>
    public static string Quote(string text) => Write(json => json.WriteStringValue(text));

    /// <summary>What <paramref name="write"/> writes.</summary>
    public static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, WriteOptions);
        write(json);
        return Finish(json, buffer);
    }

    /// <summary>What <paramref name="json"/> wrote into <paramref name="buffer"/>.</summary>
    public static string Finish(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The JSON of the next value, apart from the document that it goes into: sets and maps compare it with earlier ones.</summary>
    /// <exception cref="CellFormatException">The bytes are no such value; <paramref name="path"/> stands where.</exception>
    public static string Capture(TypeBinding type, ref WireReader reader, BindingPath path)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, WriteOptions);
        type.Read(ref reader, json, path);
        return Finish(json, buffer);
    }
}
