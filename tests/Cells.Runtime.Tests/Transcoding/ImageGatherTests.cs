using Cells.Transcoding;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Runtime.Tests.Transcoding;

public class ImageGatherTests
{
    [Fact]
    public void Gather_makes_the_images_that_moves_make() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<int>().Select(static seed => new Layout(new System.Random(seed))).ToArbitrary(), AssertSame)
        .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Gather_leaves_no_more_than_a_vector_at_the_end_to_moves()
    {
        ImageMove[] moves = [new(0, 0, 4, IsWidening: true), new(4, 8, 4, IsWidening: false)];
        ImageGather[] gathers = ImageGather.Create(new byte[16], moves);

        Assert.Single(gathers);
        Assert.Equal(99, gathers[0].Run(new byte[800], 8, new byte[1600], 16));
    }

    private static void AssertSame(Layout layout)
    {
        byte[] expected = new byte[layout.Count * layout.TargetSize];
        byte[] actual = new byte[expected.Length];
        for (int i = 0; i < layout.Count; i++)
        {
            layout.Template.CopyTo(expected, i * layout.TargetSize);
        }

        foreach (ImageMove move in layout.Moves)
        {
            move.Run(layout.Images, layout.SourceSize, expected, layout.TargetSize);
        }

        int done = layout.Count;
        foreach (ImageGather gather in ImageGather.Create(layout.Template, layout.Moves))
        {
            done = Math.Min(done, gather.Run(layout.Images, layout.SourceSize, actual, layout.TargetSize));
        }

        Assert.Equal(expected[..(done * layout.TargetSize)], actual[..(done * layout.TargetSize)]);
    }

    /// <summary>Members of sizes that C# has, at places that are aligned to them on both sides.</summary>
    private sealed class Layout
    {
        private static readonly int[] Sizes = [1, 2, 4, 8, 12, 16];

        public Layout(System.Random random)
        {
            List<ImageMove> moves = [];
            int to = 0;
            for (int member = random.Next(1, 8); member > 0; member--)
            {
                int size = Sizes[random.Next(Sizes.Length)];
                bool isWidening = size == sizeof(int) && random.Next(2) == 0;
                int from = Align(SourceSize, Math.Min(size, 4)) + (random.Next(3) * 4);
                SourceSize = from + size;
                to = Align(to, Math.Min(isWidening ? 8 : size, 8));
                moves.Add(new ImageMove(from, to, size, isWidening));
                to += isWidening ? sizeof(long) : size;
                to += random.Next(2) * 4;
            }

            SourceSize = Align(SourceSize, 4);
            TargetSize = Align(to, 4);
            Moves = moves;
            Template = new byte[TargetSize];
            random.NextBytes(Template);
            foreach (ImageMove move in moves)
            {
                Template.AsSpan(move.To, move.IsWidening ? sizeof(long) : move.Size).Clear();
            }

            Count = random.Next(0, 40);
            Images = new byte[Count * SourceSize];
            random.NextBytes(Images);
        }

        public int Count { get; }

        public int SourceSize { get; }

        public int TargetSize { get; }

        public byte[] Template { get; }

        public byte[] Images { get; }

        public IReadOnlyList<ImageMove> Moves { get; }

        public override string ToString() => $"{Count} x {SourceSize} -> {TargetSize}: {string.Join(", ", Moves)}";

        private static int Align(int offset, int alignment) => (offset + alignment - 1) / alignment * alignment;
    }
}
