using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Cells.Transcoding;

/// <summary>Sixteen bytes of the reader's image, made of the writer's image by shuffling: one member after the other would touch the same bytes many times.</summary>
internal sealed class ImageGather
{
    // What a shuffle makes zero of.
    private const byte None = 0xFF;

    private readonly int _to;
    private readonly Vector128<byte> _template;
    private readonly Window[] _windows;

    private ImageGather(int to, Vector128<byte> template, Window[] windows)
    {
        _to = to;
        _template = template;
        _windows = windows;
    }

    /// <summary>Whether this machine shuffles, and each sign is that of a lane.</summary>
    public static bool CanDo(IReadOnlyCollection<ImageMove> moves)
        => Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian && moves.All(static move => !move.IsWidening || move.From % sizeof(int) == 0);

    /// <summary>The gathers that make the whole image of what is filled in and what is moved.</summary>
    public static ImageGather[] Create(ReadOnlySpan<byte> template, IReadOnlyCollection<ImageMove> moves)
    {
        List<ImageGather> gathers = [];
        for (int to = 0; ; to += Vector128<byte>.Count)
        {
            // The last one of a large image overlaps the one before; a small image's reaches into the next image, which is made after it.
            bool isLast = to + Vector128<byte>.Count >= template.Length;
            to = isLast ? Math.Max(0, template.Length - Vector128<byte>.Count) : to;
            gathers.Add(Create(template, moves, to));
            if (isLast)
            {
                return [.. gathers];
            }
        }
    }

    /// <summary>Makes its part of as many images as leave room for whole vectors at either end.</summary>
    /// <returns>The number of images.</returns>
    public int Run(ReadOnlySpan<byte> images, int sourceSize, Span<byte> output, int targetSize)
    {
        int last = _windows.Length == 0 ? 0 : _windows[^1].From;
        int count = Math.Min(Fit(images.Length, last, sourceSize), Fit(output.Length, _to, targetSize));
        ref byte source = ref MemoryMarshal.GetReference(images);
        ref byte target = ref MemoryMarshal.GetReference(output);
        nuint from = 0;
        nuint to = (nuint)_to;
        int done = 0;
        if (Avx2.IsSupported && targetSize == Vector128<byte>.Count && _windows is [{ } only])
        {
            done = RunPairs(only, ref source, (nuint)sourceSize, ref target, count);
            from = (nuint)(done * sourceSize);
            to = (nuint)(done * targetSize);
        }

        for (int i = done; i < count; i++, from += (nuint)sourceSize, to += (nuint)targetSize)
        {
            Vector128<byte> result = _template;
            foreach (Window part in _windows)
            {
                Vector128<byte> window = Vector128.LoadUnsafe(ref source, from + (nuint)part.From);
                result |= Shuffle(window, part.Bytes);
                if (part.HasSigns)
                {
                    result |= Shuffle(Vector128.ShiftRightArithmetic(window.AsInt32(), 31).AsByte(), part.Signs);
                }
            }

            result.StoreUnsafe(ref target, to);
        }

        return count;
    }

    /// <summary>Two images at a time, where each is made of one window and is as long as a vector.</summary>
    /// <returns>The number of images.</returns>
    private int RunPairs(Window window, ref byte source, nuint sourceSize, ref byte target, int count)
    {
        Vector256<byte> template = Vector256.Create(_template, _template);
        Vector256<byte> bytes = Vector256.Create(window.Bytes, window.Bytes);
        Vector256<byte> signs = Vector256.Create(window.Signs, window.Signs);
        nuint from = (nuint)window.From;
        nuint to = 0;
        int pairs = count / 2;
        for (int i = 0; i < pairs; i++, from += 2 * sourceSize, to += (nuint)Vector256<byte>.Count)
        {
            Vector256<byte> both = Vector256.Create(Vector128.LoadUnsafe(ref source, from), Vector128.LoadUnsafe(ref source, from + sourceSize));
            Vector256<byte> result = Avx2.Shuffle(both, bytes) | template;
            if (window.HasSigns)
            {
                result |= Avx2.Shuffle(Vector256.ShiftRightArithmetic(both.AsInt32(), 31).AsByte(), signs);
            }

            result.StoreUnsafe(ref target, to);
        }

        return 2 * pairs;
    }

    // The instruction makes zero of indices like None by itself; for any other, the portable form compares first.
    private static Vector128<byte> Shuffle(Vector128<byte> window, Vector128<byte> indices)
        => Ssse3.IsSupported ? Ssse3.Shuffle(window, indices) : Vector128.Shuffle(window, indices);

    private static ImageGather Create(ReadOnlySpan<byte> template, IReadOnlyCollection<ImageMove> moves, int to)
    {
        Span<byte> fill = stackalloc byte[Vector128<byte>.Count];
        fill.Clear();
        template[to..Math.Min(template.Length, to + fill.Length)].CopyTo(fill);

        // Of each byte: where it is in the writer's image, or whose sign it repeats.
        List<(int At, int From, bool IsSign)> needs = [];
        foreach (ImageMove move in moves)
        {
            for (int i = 0; i < (move.IsWidening ? sizeof(long) : move.Size); i++)
            {
                int at = move.To + i - to;
                if (at >= 0 && at < fill.Length)
                {
                    bool isSign = i >= move.Size;
                    needs.Add((at, isSign ? move.From : move.From + i, isSign));
                }
            }
        }

        needs.Sort(static (left, right) => left.From.CompareTo(right.From));
        List<Window> windows = [];
        for (int next = 0; next < needs.Count;)
        {
            // On a number's boundary, so that its sign is that of a lane.
            int from = needs[next].From / sizeof(int) * sizeof(int);
            int end = next;
            while (end < needs.Count && needs[end].From + (needs[end].IsSign ? sizeof(int) : 1) <= from + Vector128<byte>.Count)
            {
                end++;
            }

            windows.Add(Window.Of(from, CollectionsMarshal.AsSpan(needs)[next..end]));
            next = end;
        }

        return new ImageGather(to, Vector128.Create(fill), [.. windows]);
    }

    /// <summary>How many images end at least one vector before the end.</summary>
    private static int Fit(int length, int offset, int size)
    {
        int room = length - offset - Vector128<byte>.Count;
        return room < 0 ? 0 : (room / size) + 1;
    }

    /// <summary>Sixteen bytes of the writer's image and where they go.</summary>
    /// <param name="From">Their offset.</param>
    /// <param name="Bytes">Of each byte of the result: its index in the window.</param>
    /// <param name="Signs">Of each byte of the result that repeats a sign: an index in the number whose sign it is.</param>
    /// <param name="HasSigns">Whether there is one.</param>
    private sealed record Window(int From, Vector128<byte> Bytes, Vector128<byte> Signs, bool HasSigns)
    {
        public static Window Of(int from, ReadOnlySpan<(int At, int From, bool IsSign)> needs)
        {
            Span<byte> bytes = stackalloc byte[Vector128<byte>.Count];
            Span<byte> signs = stackalloc byte[Vector128<byte>.Count];
            bytes.Fill(None);
            signs.Fill(None);
            bool hasSigns = false;
            foreach ((int at, int source, bool isSign) in needs)
            {
                (isSign ? signs : bytes)[at] = (byte)(source - from);
                hasSigns |= isSign;
            }

            return new Window(from, Vector128.Create(bytes), Vector128.Create(signs), hasSigns);
        }
    }
}
