namespace Cells.Generators.Tests.Emit;

public class DocumentationTests
{
    [Fact]
    public void Summary_on_several_lines_loses_the_shared_indentation_only()
    {
        string written = Write("\n    <summary>\n    One\n      two\n    </summary>\n");

        Assert.Equal("/// <summary>\n/// One\n///   two\n/// </summary>\n", written);
    }

    [Fact]
    public void Malformed_xml_becomes_its_text()
    {
        Assert.Equal("/// <summary>a &lt;b</summary>\n", Write("a <b"));
    }

    [Fact]
    public void Plain_text_becomes_the_summary()
    {
        Assert.Equal("/// <summary>Just text.</summary>\n", Write("Just text."));
    }

    [Fact]
    public void Document_type_is_not_read()
    {
        Assert.Contains("&lt;summary&gt;&amp;b;&lt;/summary&gt;", Write("<!DOCTYPE a [<!ENTITY b \"c\">]><summary>&b;</summary>"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reference_without_prefix_is_marked_as_not_to_be_looked_up()
    {
        Assert.Equal("/// <summary><see cref=\"!:Nowhere\"/></summary>\n", Write("<summary><see cref=\"Nowhere\"/></summary>"));
    }

    [Fact]
    public void Parameter_that_does_not_exist_is_dropped_and_one_without_text_gets_ours()
    {
        SourceWriter writer = new();

        DocumentationComment.Write(
            writer,
            "<summary>S <paramref name=\"gone\"/> <paramref name=\"a\"/></summary><param name=\"gone\">x</param><param name=\"a\">A.</param>",
            "fallback",
            [],
            [new DocumentedName("a", "Ours."), new DocumentedName("b", "Ours.")]);

        Assert.Equal(
            "/// <summary>S <c>gone</c> <paramref name=\"a\"/></summary>\n/// <param name=\"a\">A.</param>\n/// <param name=\"b\">Ours.</param>\n",
            writer.ToString());
    }

    [Fact]
    public void None_or_inherited_gives_the_fallback()
    {
        Assert.Equal("/// <summary>fallback</summary>\n", Write(null));
        Assert.Equal("/// <summary>fallback</summary>\n", Write("<inheritdoc/>"));
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    public void Every_line_end_of_csharp_starts_a_new_comment_line(string lineEnd)
    {
        string written = Write($"<summary>a{lineEnd}b</summary>");

        Assert.Equal("/// <summary>\n/// a\n/// b\n/// </summary>\n", written);
    }

    private static string Write(string? documentation)
    {
        SourceWriter writer = new();
        DocumentationComment.Write(writer, documentation, "fallback");
        return writer.ToString();
    }
}
