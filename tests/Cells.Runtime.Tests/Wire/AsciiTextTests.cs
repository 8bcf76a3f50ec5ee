using System.Text;

namespace Cells.Wire;

/// <summary>ASCII of every length around the sizes of the vectors, with something else at every place.</summary>
public sealed class AsciiTextTests
{
    private const int Longest = 70;

    [Fact]
    public void Ascii_of_every_length_is_widened_and_narrowed()
    {
        for (int length = 0; length <= Longest; length++)
        {
            string text = Text(length);
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            char[] widened = new char[length];
            byte[] narrowed = new byte[length + 1];

            Assert.True(AsciiText.TryWiden(bytes, widened));
            Assert.True(AsciiText.TryNarrow(text, narrowed));

            Assert.Equal(text, new string(widened));
            Assert.Equal([.. bytes, 0], narrowed);
        }
    }

    [Theory]
    [InlineData((byte)0x80)]
    [InlineData((byte)0xff)]
    public void Byte_that_is_not_ascii_is_found_at_every_place(byte other)
    {
        for (int length = 1; length <= Longest; length++)
        {
            for (int place = 0; place < length; place++)
            {
                byte[] bytes = Encoding.ASCII.GetBytes(Text(length));
                bytes[place] = other;

                Assert.False(AsciiText.TryWiden(bytes, new char[length]));
            }
        }
    }

    [Theory]
    [InlineData('\u0080')]
    [InlineData('\u0100')]
    [InlineData('\u8041')]
    [InlineData('\ud800')]
    public void Character_that_is_not_ascii_is_found_at_every_place(char other)
    {
        for (int length = 1; length <= Longest; length++)
        {
            for (int place = 0; place < length; place++)
            {
                char[] text = Text(length).ToCharArray();
                text[place] = other;

                Assert.False(AsciiText.TryNarrow(text, new byte[length]));
            }
        }
    }

    private static string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(static i => (char)(i % 0x80)));
}
