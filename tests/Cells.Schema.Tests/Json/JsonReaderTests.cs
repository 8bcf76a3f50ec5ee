using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Json;

public class JsonReaderTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(500)]
    public void Name_that_occurs_twice_is_an_error_at_its_place_however_many_stand_between(int count)
    {
        string names = string.Join(",\n", Enumerable.Range(0, count - 1).Select(i => $"\"name{i}\": {i}"));

        JsonReadResult once = JsonReader.Read($"{{{names}}}");
        JsonReadResult twice = JsonReader.Read($"{{{names},\n\"name0\": 0}}");

        Assert.Equal(count - 1, once.Value!.Properties.Count);
        Assert.All(once.Value.Properties, property => Assert.Equal((property.Value.Line, property.Value.Text), (once.Value.Find(property.Name)!.Line, once.Value.Find(property.Name)!.Text)));
        Assert.Equal((count, 1), (twice.Error!.Line, twice.Error.Column));
        Assert.Contains("\"name0\" occurs twice", twice.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_values_know_their_place()
    {
        JsonValue root = JsonReader.Read("{\n  \"a\": [1,\n    \"é\"]\n}").Value!;

        JsonValue array = root.Find("a")!;
        Assert.Equal((2, 8), (array.Line, array.Column));
        Assert.Equal((3, 5), (array.Items[1].Line, array.Items[1].Column));
        Assert.Equal((2, 3), (root.Properties[0].Line, root.Properties[0].Column));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("1.50")]
    [InlineData("-1e-7")]
    [InlineData("1E+400")]
    [InlineData("123456789012345678901234567890.10")]
    public void Read_number_keeps_its_text(string text)
    {
        JsonValue value = JsonReader.Read(text).Value!;

        Assert.Equal((JsonKind.Number, text), (value.Kind, value.Text));
    }

    [Theory]
    [InlineData("\"a\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "a\n\t\"\\/\b\f\r")]
    [InlineData("\"\\u00e9\\uD83D\\uDE00\"", "é😀")]
    [InlineData("\"\"", "")]
    public void Read_string_is_unescaped(string text, string expected) => Assert.Equal(expected, JsonReader.Read(text).Value!.Text);

    [Theory]
    [InlineData("", 1, 1, "the text is empty")]
    [InlineData("  \n ", 2, 2, "the text is empty")]
    [InlineData("[1", 1, 3, "the text ends in the middle: it is truncated")]
    [InlineData("\"abc", 1, 5, "the text ends in the middle: it is truncated")]
    [InlineData("tru", 1, 1, "the text ends in the middle: it is truncated")]
    [InlineData("[1,]", 1, 4, "expected a value, found ']'")]
    [InlineData("[1 2]", 1, 4, "expected ',' or ']', found '2'")]
    [InlineData("{\"a\":1,}", 1, 8, "expected a property name in double quotes, found '}'")]
    [InlineData("{a:1}", 1, 2, "expected a property name in double quotes, found 'a'")]
    [InlineData("{\"a\":1,\"a\":2}", 1, 8, "the property \"a\" occurs twice")]
    [InlineData("01", 1, 2, "a number does not begin with 0 before another digit")]
    [InlineData("-", 1, 2, "the text ends in the middle: it is truncated")]
    [InlineData("1.x", 1, 3, "expected a digit, found 'x'")]
    [InlineData("+1", 1, 1, "expected a value, found '+'")]
    [InlineData("NaN", 1, 1, "expected a value, found 'N'")]
    [InlineData("'a'", 1, 1, "expected a value, found '''")]
    [InlineData("\"\\x\"", 1, 3, "unknown escape: \\ before 'x'")]
    [InlineData("\"\\u12g4\"", 1, 6, "expected four hex digits after \\u, found 'g'")]
    [InlineData("\"a\tb\"", 1, 3, "a string holds the character U+0009: write it as an escape")]
    [InlineData("1 2", 1, 3, "unexpected '2' after the end of the value")]
    [InlineData("// no", 1, 1, "expected a value, found '/'")]
    public void Read_bad_text_names_place_and_reason(string text, int line, int column, string message)
        => Assert.Equal(new JsonError(message, line, column), JsonReader.Read(text).Error);

    [Fact]
    public void Read_byte_order_mark_is_skipped() => Assert.Equal(1, JsonReader.Read("\uFEFFtrue").Value!.Column);

    [Fact]
    public void Read_nesting_up_to_the_limit_is_read()
    {
        Assert.NotNull(JsonReader.Read(new string('[', 256) + new string(']', 256)).Value);
        Assert.Equal("arrays and objects nest deeper than 256", JsonReader.Read(new string('[', 257)).Error!.Message);
        Assert.Equal("arrays and objects nest deeper than 2", JsonReader.Read("[[[", maxDepth: 2).Error!.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Read_depth_limit_out_of_range_throws(int depth) => Assert.Throws<ArgumentOutOfRangeException>(() => JsonReader.Read("1", depth));

    [Fact]
    public void Find_among_many_properties_finds_each()
    {
        JsonValue root = JsonReader.Read("{" + string.Join(",", Enumerable.Range(0, 20).Select(i => $"\"p{i}\":{i}")) + "}").Value!;

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal($"{i}", root.Find($"p{i}")!.Text));
        Assert.Null(root.Find("p20"));
    }

    [Fact]
    public void Write_any_string_reads_back_equal()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            JsonWriter writer = new();
            writer.String(text ?? "");
            return JsonReader.Read(writer.ToString()).Value!.Text == (text ?? "");
        }));
}
