namespace Cells.Schema.Tests.Documents;

public class TypeExpressionTests
{
    [Theory]
    [InlineData("Int32")]
    [InlineData("String?")]
    [InlineData("List<Shop.Product?>")]
    [InlineData("Array<Byte>?")]
    [InlineData("Dictionary<String, Int32?>")]
    [InlineData("(Int32 A, String B)")]
    [InlineData("(Int32, (String?, Byte? C)?)")]
    [InlineData("(Int32)")]
    [InlineData("KeyValuePair<String, Int32>?")]
    [InlineData("Shop.Page`1<Shop.Product>")]
    [InlineData("Shop.Two`2<!TKey, List<!TValue?>>")]
    [InlineData("!T?")]
    [InlineData("Product")]
    [InlineData("global::Guid")]
    [InlineData("List")]
    [InlineData("KeyValuePair")]
    [InlineData("Straße.Größe")]
    [InlineData("Shop.class.event")]
    public void Format_of_what_was_parsed_is_the_same_text(string text)
    {
        Assert.True(TypeExpression.TryParse(text, out TypeReference? reference, out string? error), error);

        Assert.Equal(text, TypeExpression.Format(reference!));
    }

    [Fact]
    public void Format_names_every_kind_as_code_does()
    {
        PrimitiveReference text = new(PrimitiveKind.String);
        Assert.All(Enum.GetValues<PrimitiveKind>(), kind => AssertText(kind.ToString(), new PrimitiveReference(kind)));
        Assert.All(Enum.GetValues<CollectionKind>(), kind => AssertText($"{kind}<String>", new CollectionReference(kind, text)));
        Assert.All(Enum.GetValues<MapKind>(), kind => AssertText($"{kind}<String, String>", new MapReference(kind, text, text)));
    }

    [Theory]
    [InlineData("", "expected a type at the end of the type expression ''")]
    [InlineData("Int32 ", "expected the end at character 6 of the type expression 'Int32 '")]
    [InlineData(" Int32", "expected a type at character 1 of the type expression ' Int32'")]
    [InlineData("Int32??", "expected the end at character 7 of the type expression 'Int32??'")]
    [InlineData("List<Int32", "expected '>' at the end of the type expression 'List<Int32'")]
    [InlineData("List<Int32,Int32>", "expected '>' at character 11 of the type expression 'List<Int32,Int32>'")]
    [InlineData("Dictionary<String,Int32>", "expected ' ' at character 19 of the type expression 'Dictionary<String,Int32>'")]
    [InlineData("()", "expected a type at character 2 of the type expression '()'")]
    [InlineData("(Int32 1)", "expected a name at character 8 of the type expression '(Int32 1)'")]
    [InlineData("(Int32 A,String B)", "expected ')' at character 9 of the type expression '(Int32 A,String B)'")]
    [InlineData("!", "expected a name at the end of the type expression '!'")]
    [InlineData("Shop.Page`1", "expected '<' at the end of the type expression 'Shop.Page`1'")]
    [InlineData("Shop.Page`01<Int32>", "expected a type at character 1 of the type expression 'Shop.Page`01<Int32>'")]
    [InlineData("Shop.Page`17<Int32>", "expected a type at character 1 of the type expression 'Shop.Page`17<Int32>'")]
    [InlineData("Shop.Page<Int32, Int32>", "'Shop.Page' is no collection; a declared generic type is written with its arity: Shop.Page`1<…>")]
    [InlineData("global::Product", "'Product' needs no 'global::'")]
    [InlineData("int; }", "expected a type at character 1 of the type expression 'int; }'")]
    public void TryParse_bad_text_names_place_and_reason(string text, string expected)
    {
        Assert.False(TypeExpression.TryParse(text, out TypeReference? reference, out string? error));

        Assert.Null(reference);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void TryParse_every_built_in_word_is_known()
    {
        string[] all =
        [
            .. Enum.GetNames<PrimitiveKind>(), .. Enum.GetNames<CollectionKind>().Select(name => $"{name}<Int32>"), .. Enum.GetNames<MapKind>().Select(name => $"{name}<Int32, String>"),
        ];

        Assert.All(all, text => Assert.True(TypeExpression.TryParse(text, out TypeReference? reference, out _) && reference is not NamedReference, text));
    }

    [Fact]
    public void TryParse_deep_and_long_texts_are_refused()
    {
        Assert.False(TypeExpression.TryParse(string.Concat(Enumerable.Repeat("List<", 40)), out _, out string? deep));
        Assert.False(TypeExpression.TryParse(new string('(', 8000), out _, out string? open));
        Assert.False(TypeExpression.TryParse(new string('a', 9000), out _, out string? length));
        Assert.Equal(("the type expression nests deeper than 32", "the type expression nests deeper than 32"), (deep, open));
        Assert.Equal("the type expression is 9000 characters long, more than 8192", length);
    }

    private static void AssertText(string text, TypeReference reference)
    {
        Assert.Equal(text, TypeExpression.Format(reference));
        Assert.True(TypeExpression.TryParse(text, out TypeReference? parsed, out string? error), error);
        Assert.Equal(reference, parsed);
    }
}
