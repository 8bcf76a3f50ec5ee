namespace Cells.Schema.Tests.Json;

public class JsonWriterTests
{
    [Fact]
    public void Write_indented_puts_one_value_a_line_and_inline_arrays_on_one()
    {
        JsonWriter writer = new();
        Fill(writer);

        Assert.Equal("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [\"x\", null],\n  \"c\": true,\n  \"d\": []\n}", writer.ToString());
    }

    [Fact]
    public void Write_compact_has_no_white_space()
    {
        JsonWriter writer = new(indented: false);
        Fill(writer);

        Assert.Equal("""{"a":[1,{}],"b":["x",null],"c":true,"d":[]}""", writer.ToString());
    }

    [Theory]
    [InlineData("\0\u001f\u007f\u0085", "\"\\u0000\\u001f\\u007f\\u0085\"")]
    [InlineData("\u2028\u2029\u202e\ufeff", "\"\\u2028\\u2029\\u202e\\ufeff\"")]
    [InlineData("é😀", "\"é😀\"")]
    [InlineData("\"\\\n\r\t", "\"\\\"\\\\\\n\\r\\t\"")]
    public void String_escapes_what_must_not_stand_in_source_or_on_a_terminal(string text, string expected)
    {
        JsonWriter writer = new();
        writer.String(text);

        Assert.Equal(expected, writer.ToString());
    }

    [Fact]
    public void String_escapes_half_a_surrogate_pair()
    {
        JsonWriter writer = new();
        writer.String("a\ud83d");

        Assert.Equal("\"a\\ud83d\"", writer.ToString());
    }

    private static void Fill(JsonWriter writer)
    {
        writer.BeginObject();
        writer.Name("a");
        writer.BeginArray();
        writer.Number(1);
        writer.BeginObject();
        writer.EndObject();
        writer.EndArray();
        writer.Name("b");
        writer.BeginArray(inline: true);
        writer.String("x");
        writer.Null();
        writer.EndArray();
        writer.Name("c");
        writer.Boolean(true);
        writer.Name("d");
        writer.BeginArray();
        writer.EndArray();
        writer.EndObject();
    }
}
