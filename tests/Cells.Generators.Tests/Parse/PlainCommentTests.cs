using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Generators.Tests.Parse;

public sealed class PlainCommentTests
{
    private static readonly string[] Fragments =
    [
        "<summary>", "</summary>", "<c>", "</c>", "<para>", "</para>", "<param name=\"id\">", "<param>", "</param>", "<br/>", "<br />", "<see cref=\"T:System.Int32\"/>", "<!-- note -->",
        "<![CDATA[a]]>", "&amp;", "&#233;", "é", "\u0085", "\t", "\r\n", "\r", "\n    ", " ", "Word", "a > b", "'", "\"", "1 < 2", "</member>", "<", "</", "<a",
    ];

    [Theory]
    [InlineData("\n    <summary>The id.</summary>\n")]
    [InlineData("\n    <summary>\n    Of <c>lines</c>, \"quoted\".\n    </summary>\n    <remarks></remarks>\n")]
    [InlineData("")]
    public void Comment_of_tags_and_ascii_is_taken_as_it_stands(string inner)
        => Assert.Equal(inner, PlainComment.TryRead($"<member name=\"P:Shop.Order.Id\">{inner}</member>\n"));

    [Theory]
    [InlineData("<summary>&amp;</summary>")]
    [InlineData("<param name=\"id\">It.</param>")]
    [InlineData("<param>It.</param>")]
    [InlineData("<summary>É</summary>")]
    [InlineData("<!-- Badly formed XML comment ignored for member -->")]
    public void Comment_that_takes_an_xml_reader_is_left_to_one(string inner) => Assert.Null(PlainComment.TryRead($"<member name=\"P:Shop.Order.Id\">{inner}</member>\n"));

    [Fact]
    public void Comment_taken_as_it_stands_is_what_an_xml_reader_gives()
    {
        Arbitrary<string[]> comments = Gen.Elements(Fragments).ArrayOf().ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(comments, static fragments =>
        {
            string comment = $"<member name=\"P:Shop.Order.Id\">{string.Concat(fragments)}</member>\n";
            return PlainComment.TryRead(comment) is not { } plain || Lines(plain) == Lines(Reference(comment));
        }));
    }

    // The compiler gives no comment that is not well-formed; then there is nothing to differ from.
    private static string? Reference(string comment)
    {
        try
        {
            return string.Concat(XElement.Parse(comment, LoadOptions.PreserveWhitespace).Nodes().Select(static node => node.ToString(SaveOptions.DisableFormatting)));
        }
        catch (XmlException)
        {
            return PlainComment.TryRead(comment);
        }
    }

    private static string? Lines(string? text) => text?.ReplaceLineEndings("\n");
}
