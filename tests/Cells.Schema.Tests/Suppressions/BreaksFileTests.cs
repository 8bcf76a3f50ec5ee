using FsCheck;
using FsCheck.Fluent;
using NJsonSchema;

namespace Cells.Schema.Tests.Suppressions;

public sealed class BreaksFileTests
{
    private static readonly AcceptedBreak Entry = new()
    {
        Fingerprint = "7f3a91c2e004",
        Rule = "CELL2204",
        Path = "Order.Note",
        Reason = "checkout moves first",
        Expires = "2.0.0",
        Consumers = ["checkout", "history:1.2.0"],
    };

    [Fact]
    public async Task Written_file_reads_back_and_is_valid()
    {
        AcceptedBreaks breaks = AcceptedBreaks.None.With(Entry);

        string text = breaks.Write();

        AcceptedBreaks read = Assert.IsType<AcceptedBreaks>(AcceptedBreaks.Read(text).Breaks);
        Assert.Equal(Entry with { Line = 5, Column = 5 }, Assert.Single(read.Entries));
        Assert.Equal(text, read.Write());
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "cells-breaks.json"));
        Assert.Empty(schema.Validate(text));
        Assert.NotEmpty(schema.Validate(text.Replace("CELL2204", "CELL2004", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(text.Replace("checkout moves first", " ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("", 1, 1, "the text is empty")]
    [InlineData("{", 1, 2, "truncated")]
    [InlineData("[]", 1, 1, "expected an object")]
    [InlineData("{\"accepted\": []}", 1, 1, "\"format\" is missing")]
    [InlineData("{\"format\": 2, \"new\": []}", 1, 12, "newer than 1")]
    [InlineData("{\"format\": 1}", 1, 1, "\"accepted\" is missing")]
    [InlineData("{\"format\": 1,\n \"acepted\": []}", 2, 13, "did you mean \"accepted\"?")]
    [InlineData("{\"format\": 1, \"accepted\": [\n  7]}", 2, 3, "expected an object")]
    [InlineData("{\"format\": 1, \"accepted\": [\n  {\"reasn\": \"x\"}]}", 2, 13, "did you mean \"reason\"?")]
    [InlineData("{\"format\": 1, \"accepted\": [\n  {\"consumers\": \"all\"}]}", 2, 17, "expected an array")]
    [InlineData("{\"format\": 1, \"accepted\": [\n  {\"reason\": \"\\u001b[31m\"}]}", 2, 14, "U+001B")]
    public void Broken_file_is_an_error_at_its_place(string text, int line, int column, string message)
    {
        SchemaError error = Assert.IsType<SchemaError>(AcceptedBreaks.Read(text).Error);

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_long_a_file_is_not_read()
        => Assert.Contains("1,048,577 characters", AcceptedBreaks.Read(new string(' ', AcceptedBreaks.MaxLength + 1)).Error?.Message, StringComparison.Ordinal);

    [Fact]
    public void Arbitrary_text_never_throws() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll((string noise, int place) =>
        {
            string text = AcceptedBreaks.None.With(Entry).Write();
            int at = (place & int.MaxValue) % text.Length;
            BreaksReadResult result = AcceptedBreaks.Read(text[..at] + noise + text[Math.Min(text.Length, at + 3)..]);
            return result.Breaks is null != result.Error is null;
        }));

    [Fact]
    public void Entry_of_the_same_finding_gives_way_and_its_consumers_stay()
    {
        AcceptedBreaks breaks = AcceptedBreaks.None.With(Entry).With(Entry with { Reason = "later", Consumers = ["billing"] });

        AcceptedBreak merged = Assert.Single(breaks.Entries);
        Assert.Equal("later", merged.Reason);
        Assert.Equal(["billing", "checkout", "history:1.2.0"], merged.Consumers);
        Assert.Empty(breaks.Without([merged]).Entries);
    }

    [Theory]
    [InlineData("2.0.0", "1.9.9", "2026-01-01", false)]
    [InlineData("2.0.0", "2.0.0-rc.1", "2026-01-01", false)]
    [InlineData("2.0.0", "2.0.0", "2026-01-01", true)]
    [InlineData("2026-03-31", "9.0.0", "2026-03-31", false)]
    [InlineData("2026-03-31", "9.0.0", "2026-04-01", true)]
    public void Expiry_is_a_version_or_the_end_of_a_day(string expires, string version, string day, bool hasPassed)
    {
        Assert.True(BreakExpiry.TryParse(expires, out BreakExpiry? expiry));
        Assert.True(SemanticVersion.TryParse(version, out SemanticVersion current));
        DateTime noon = DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddHours(12);

        Assert.Equal(hasPassed, expiry!.HasPassed(current, noon));
        Assert.Equal(expires, expiry.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("2.0")]
    [InlineData("never")]
    [InlineData("2026-02-30")]
    [InlineData("31.03.2026")]
    public void Anything_else_is_no_expiry(string text) => Assert.False(BreakExpiry.TryParse(text, out _));
}
