namespace Cells.Schema.Tests.Documents;

public class CSharpIdentifierTests
{
    [Theory]
    [InlineData("Name", "Name")]
    [InlineData("class", "@class")]
    [InlineData("record", "@record")]
    [InlineData("value", "value")]
    public void Escape_gives_keywords_their_at_sign(string name, string expected) => Assert.Equal(expected, CSharpIdentifier.Escape(name));

    [Fact]
    public void EscapeFullName_escapes_each_part() => Assert.Equal("Shop.@event.Item", CSharpIdentifier.EscapeFullName("Shop.event.Item"));

    [Theory]
    [InlineData("a", true)]
    [InlineData("_", true)]
    [InlineData("ﬁ1", true)]
    [InlineData("日本", true)]
    [InlineData("1a", false)]
    [InlineData("a.b", false)]
    [InlineData("a-b", false)]
    [InlineData("@a", false)]
    [InlineData("a\u00ad", false)]
    [InlineData("", false)]
    public void IsLegal_is_what_the_compiler_takes(string name, bool expected) => Assert.Equal(expected, CSharpIdentifier.IsLegal(name));

    [Theory]
    [InlineData("Shop.Page`1", true)]
    [InlineData("Shop.Page`16", true)]
    [InlineData("Shop.Page`0", false)]
    [InlineData("Shop.Page`x", false)]
    [InlineData("Shop.Page`1`1", false)]
    [InlineData("Shop.Page`1.Item", false)]
    [InlineData("Shop..Page", false)]
    [InlineData(".Page", false)]
    [InlineData("Page.", false)]
    public void TypeName_is_dotted_with_at_most_one_arity_at_its_end(string name, bool expected) => Assert.Equal(expected, TypeName.IsLegal(name));

    [Fact]
    public void TypeName_parts_are_simple_name_and_arity()
        => Assert.Equal(("Page", "Shop.Page", 2), (TypeName.Simple("Shop.Page`2"), TypeName.WithoutArity("Shop.Page`2"), TypeName.Arity("Shop.Page`2")));
}
