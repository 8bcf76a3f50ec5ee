using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Toml;

public sealed class TomlReaderTests
{
    [Theory]
    [InlineData("a = 1\nb = \n", 2, 5)]
    [InlineData("a = \"x\ny\"", 1, 5)]
    [InlineData("[a]\nx = 1\n[a]\n", 3, 2)]
    [InlineData("a = 1\n  a = 2\n", 2, 3)]
    [InlineData("a.b = 1\n[a]\n", 2, 2)]
    [InlineData("a = [1,\n 2\n 3]", 3, 2)]
    [InlineData("\uFEFFa = @", 1, 5)]
    [InlineData("a = 'x\u0001'", 1, 7)]
    [InlineData("a = 1\r\nb = 1 2\r\n", 2, 7)]
    [InlineData("a = \"\"\"x", 1, 5)]
    [InlineData("a = \"\\q\"", 1, 6)]
    public void Error_found_names_line_and_column(string text, int line, int column)
    {
        TomlReadResult result = TomlReader.Read(text);

        Assert.Null(result.Root);
        Assert.Equal((line, column), (result.Error!.Line, result.Error.Column));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_an_error_at_its_place()
        => Assert.Equal((1, 6), TomlReader.Read("a = \"\uD800\"").Error is { } error ? (error.Line, error.Column) : default);

    [Fact]
    public void Duplicate_key_read_names_the_first_place()
    {
        TomlReadResult result = TomlReader.Read("[cell]\nname = \"a\"\nname = \"b\"\n");

        Assert.Equal("'name' is already defined, as a string at line 2, column 1, and cannot be defined again or extended here.", result.Error!.Message);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_name_where()
    {
        TomlReadResult result = TomlReader.Read([(byte)'a', (byte)'\n', (byte)' ', 0xC3, (byte)'(']);

        Assert.Equal((2, 2), (result.Error!.Line, result.Error.Column));
        Assert.Contains("UTF-8", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_read_know_their_place()
    {
        TomlTable root = TomlReader.Read("[a]\n  b = { c = 'd' }\n").Root!;

        TomlEntry b = ((TomlTable)root.Find("a")!.Value).Find("b")!;
        TomlEntry c = ((TomlTable)b.Value).Find("c")!;
        Assert.Equal(new TomlPosition(2, 3), b.Position);
        Assert.Equal((2, 7), (b.Value.Line, b.Value.Column));
        Assert.Equal((2, 13), (c.Value.Line, c.Value.Column));
    }

    [Fact]
    public void Offset_of_nearly_a_day_is_kept()
        => Assert.Equal("0001-01-01T00:00:00.5+23:59", ((TomlDateTime)TomlReader.Read("a = 0001-01-01 00:00:00.5+23:59").Root!.Find("a")!.Value).ToString().Replace(".500", ".5", StringComparison.Ordinal));

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Nesting_beyond_the_limit_is_an_error(char bracket)
    {
        string open = bracket == '[' ? "[" : "{a=";

        TomlReadResult result = TomlReader.Read("a = " + string.Concat(Enumerable.Repeat(open, 100_000)));

        Assert.Contains("Nested deeper than 64", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_of_more_parts_than_the_limit_is_an_error()
        => Assert.Contains("Nested deeper", TomlReader.Read(string.Join('.', Enumerable.Repeat("a", 1000)) + " = 1").Error!.Message, StringComparison.Ordinal);

    [Fact]
    public void Tables_appended_within_tables_stay_within_the_limit()
    {
        string text = string.Concat(Enumerable.Range(1, 60).Select(depth => $"[[{string.Join('.', Enumerable.Repeat("a", depth))}]]\n"));

        Assert.Contains("Nested deeper", TomlReader.Read(text).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_text_never_throws()
        => Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000),
            Prop.ForAll(RandomDocuments(), text => HasOneOutcome(TomlReader.Read(text))));

    [Fact]
    public void Random_bytes_never_throw()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll<byte[]>(ArbMap.Default.ArbFor<byte[]>(), bytes => HasOneOutcome(TomlReader.Read(bytes))));

    /// <summary>Text over the characters that mean something, cut and joined with a document that reads.</summary>
    private static Arbitrary<string> RandomDocuments()
    {
        const string Alphabet = "[]{}=,.\"'\\#\n\r\t ab01_-+:TZeEuxinf\u0000\uFEFF\uD83D\uDE00é";
        const string Whole = "a = 1\nb.c = \"x\\u00e9\"\n[t]\nd = 2024-02-29T07:32:00.5+01:00\ne = [1, {f = '''x'''}, 0x1F, -1.5e3]\n[[t.g]]\nh = \"\"\"\n y\\\n z\"\"\"\n";
        Gen<string> noise = Gen.Elements(Alphabet.ToCharArray()).ArrayOf().Select(characters => new string(characters));
        Gen<string> mutated =
            from start in Gen.Choose(0, Whole.Length)
            from length in Gen.Choose(0, Whole.Length - start)
            from middle in noise
            select Whole[..start] + middle + Whole[(start + length)..];
        return Arb.From(Gen.OneOf(noise, mutated, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")));
    }

    private static bool HasOneOutcome(TomlReadResult result)
        => result.Root is null != result.Error is null && (result.Error is null || (result.Error.Line >= 1 && result.Error.Column >= 1));
}
