using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Versions;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("0.0.0")]
    [InlineData("1.2.3-alpha.1+build.007")]
    [InlineData("1.0.0--")]
    [InlineData("2147483647.0.0")]
    public void Version_written_is_what_was_read(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out SemanticVersion version));
        Assert.Equal(text, version.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-a..b")]
    [InlineData("v1.2.3")]
    [InlineData("1.2.3 ")]
    [InlineData("1.2.-3")]
    [InlineData("2147483648.0.0")]
    [InlineData("1.2.3-é")]
    public void Text_that_is_no_version_is_refused(string text) => Assert.False(SemanticVersion.TryParse(text, out _));

    [Fact]
    public void Precedence_follows_the_specification()
    {
        string[] ordered =
        [
            "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
            "1.0.0-beta.99999999999999999999", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.1.0", "2.0.0",
        ];

        for (int left = 0; left < ordered.Length; left++)
        {
            for (int right = 0; right < ordered.Length; right++)
            {
                Assert.Equal(left.CompareTo(right), Math.Sign(Parse(ordered[left]).CompareTo(Parse(ordered[right]))));
            }
        }
    }

    [Fact]
    public void Build_metadata_does_not_count_in_precedence()
        => Assert.Equal(0, Parse("1.0.0+a").CompareTo(Parse("1.0.0+b")));

    [Fact]
    public void Random_text_is_refused_or_written_as_it_was_read()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Texts(), text =>
            (!SemanticVersion.TryParse(text, out SemanticVersion version) || version.ToString() == text)
            && (!VersionRange.TryParse(text, out VersionRange range) || VersionRange.TryParse(range.ToString(), out VersionRange again) && again.Equals(range))
            && (!Duration.TryParse(text, out TimeSpan duration) || (Duration.TryParse(Duration.Format(duration), out TimeSpan same) && same == duration))
            && (!ByteSize.TryParse(text, out long bytes) || (ByteSize.TryParse(ByteSize.Format(bytes), out long equal) && equal == bytes))));

    private static Arbitrary<string> Texts()
        => Arb.From(Gen.Elements("0123456789.-+^~<>=| *xXabdhmsKiMGB\0é".ToCharArray()).ArrayOf().Select(characters => new string(characters)));

    private static SemanticVersion Parse(string text) => SemanticVersion.TryParse(text, out SemanticVersion version) ? version : throw new ArgumentException(text);
}
