namespace Cells.Schema.Tests.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("^1.2", "1.2.0 1.9.9", "1.1.9 2.0.0 2.0.0-rc.1 1.3.0-rc.1")]
    [InlineData("^1", "1.0.0 1.99.0", "0.9.0 2.0.0")]
    [InlineData("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0")]
    [InlineData("^0.0.3", "0.0.3", "0.0.2 0.0.4")]
    [InlineData("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("^0", "0.0.0 0.9.0", "1.0.0")]
    [InlineData("^1.2.3-beta.2", "1.2.3-beta.2 1.2.3-beta.4 1.2.3 1.9.0", "1.2.3-beta.1 1.2.4-beta.2 2.0.0")]
    [InlineData("~1.2", "1.2.0 1.2.9", "1.3.0 1.1.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0")]
    [InlineData("~1", "1.0.0 1.9.0", "2.0.0")]
    [InlineData(">=1 <2", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [InlineData(">= 1.2.3  < 1.4", "1.2.3 1.3.9", "1.2.2 1.4.0")]
    [InlineData(">1", "2.0.0", "1.0.0 1.9.9")]
    [InlineData(">1.2.3", "1.2.4", "1.2.3")]
    [InlineData("<=1.2", "1.2.9 0.0.0", "1.3.0")]
    [InlineData("<=1.2.3", "1.2.3", "1.2.4")]
    [InlineData("1.2.3", "1.2.3 1.2.3+build", "1.2.4 1.2.2")]
    [InlineData("=1.2", "1.2.0 1.2.7", "1.3.0")]
    [InlineData("1.x", "1.0.0 1.9.0", "2.0.0")]
    [InlineData("1.2.*", "1.2.5", "1.3.0")]
    [InlineData("*", "0.0.0 9.9.9", "1.0.0-rc.1")]
    [InlineData("^1 || ^2.5", "1.4.0 2.5.0", "2.4.0 3.0.0")]
    [InlineData(">2 <1", "", "1.0.0 1.5.0 2.0.0 3.0.0")]
    public void Range_contains_what_it_says(string text, string inside, string outside)
    {
        Assert.True(VersionRange.TryParse(text, out VersionRange range));

        Assert.All(Versions(inside), version => Assert.True(range.Contains(version), $"{version} is in {text}"));
        Assert.All(Versions(outside), version => Assert.False(range.Contains(version), $"{version} is not in {text}"));
        Assert.Equal(text.Trim(), range.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("^")]
    [InlineData("||")]
    [InlineData("^1 ||")]
    [InlineData("1.*.2")]
    [InlineData("^*")]
    [InlineData("==1")]
    [InlineData("a")]
    [InlineData("1.2.3.4")]
    [InlineData("^1 - 2")]
    [InlineData("^2147483647")]
    public void Text_that_is_no_range_is_refused(string text) => Assert.False(VersionRange.TryParse(text, out _));

    private static IEnumerable<SemanticVersion> Versions(string texts)
        => texts.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => SemanticVersion.TryParse(text, out SemanticVersion version) ? version : throw new ArgumentException(text));
}
