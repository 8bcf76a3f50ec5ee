namespace Cells.Schema.Tests.Documents;

public class WordTableTests
{
    [Fact]
    public void Words_of_a_schema_stand_in_the_order_of_their_enumeration()
    {
        AssertCovers<CallKind>(SchemaWords.CallKinds, ["unary", "server-stream", "client-stream", "duplex", "event"]);
        AssertCovers<TypeKind>(SchemaWords.TypeKinds, ["class", "record", "struct", "record-struct", "enum", "union-class", "union-record", "error"]);
        AssertCovers<MemberForm>(SchemaWords.MemberForms, ["positional", "init", "set", "field", "constructor"]);
        AssertCovers<DefaultKind>(SchemaWords.DefaultKinds, ["null", "zero", "boolean", "number", "text", "enum-name", "empty"]);
        AssertCovers<ConstraintKind>(SchemaWords.ConstraintKinds, ["range", "length", "pattern"]);
    }

    [Fact]
    public void Names_of_an_enumeration_have_the_index_of_their_value()
    {
        AssertNames<PrimitiveKind>();
        AssertNames<CollectionKind>();
        AssertNames<MapKind>();
    }

    // A value's name and its word differ in case and hyphens only; EnumName is written shorter.
    private static void AssertCovers<TKind>(WordTable words, string[] names)
        where TKind : struct, Enum
    {
        Assert.Equal(names.Select(static name => name.Replace("-", "", StringComparison.Ordinal)), Enum.GetNames<TKind>().Select(static name => name.ToLowerInvariant()));
        Assert.Equal(names.Select(static name => name == "enum-name" ? "enum" : name), words.Words);
        Assert.Equal(Enum.GetValues<TKind>().Select(static value => Convert.ToInt32(value)), words.Words.Select(words.IndexOf));
        Assert.Equal(-1, words.IndexOf("other"));
        Assert.Equal("99", words.Of(99));
    }

    private static void AssertNames<TKind>()
        where TKind : struct, Enum
    {
        WordTable words = WordTable.Of<TKind>();
        Assert.All(Enum.GetValues<TKind>(), value => Assert.Equal(value.ToString(), words.Of(Convert.ToInt32(value))));
    }
}
