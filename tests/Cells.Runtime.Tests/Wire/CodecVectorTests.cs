using System.Buffers;

namespace Cells.Wire;

/// <summary>The codecs that generated code is composed of, over every vector of the wire description whose type they can be composed for.</summary>
public class CodecVectorTests
{
    private const int FewestVectors = 370;
    private const int LongestForSplitting = 400;

    [Fact]
    public void Vectors_decode_and_encode_to_the_same_bytes()
    {
        List<string> failures = [];
        int run = 0;
        foreach ((WireVector vector, CodecProbe probe) in Probes())
        {
            run++;
            if (vector.IsDecodeError || vector.IsShortObject)
            {
                Expect(vector, failures, () => Assert.Throws<CellFormatException>(() => probe.Read(new ReadOnlySequence<byte>(vector.Bytes))));
            }
            else if (vector.IsDecodeOnly)
            {
                Expect(vector, failures, () => probe.Read(new ReadOnlySequence<byte>(vector.Bytes)));
            }
            else if (!vector.IsEncodeError)
            {
                Expect(vector, failures, () =>
                    Assert.Equal(Convert.ToHexString(vector.Bytes), Convert.ToHexString(probe.ReadAndWrite(new ReadOnlySequence<byte>(vector.Bytes)))));
            }
        }

        Assert.Empty(failures);
        Assert.True(run >= FewestVectors, $"Only {run} vectors were run.");
    }

    [Fact]
    public void Payloads_cut_at_any_byte_decode_to_the_same_value()
    {
        List<string> failures = [];
        foreach ((WireVector vector, CodecProbe probe) in ValidProbes())
        {
            Expect(vector, failures, () =>
            {
                byte[] whole = probe.ReadAndWrite(new ReadOnlySequence<byte>(vector.Bytes));
                Assert.Equal(whole, probe.ReadAndWrite(Segments.CutEverywhere(vector.Bytes)));
                for (int offset = 0; offset <= vector.Bytes.Length; offset++)
                {
                    Assert.Equal(whole, probe.ReadAndWrite(Segments.Cut(vector.Bytes, offset)));
                }
            });
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Payloads_that_end_early_or_late_are_format_errors()
    {
        List<string> failures = [];
        foreach ((WireVector vector, CodecProbe probe) in ValidProbes())
        {
            Expect(vector, failures, () =>
            {
                for (int length = 0; length < vector.Bytes.Length; length++)
                {
                    byte[] cut = vector.Bytes[..length];
                    Assert.Throws<CellFormatException>(() => probe.Read(new ReadOnlySequence<byte>(cut)));
                    Assert.Throws<CellFormatException>(() => probe.Read(Segments.CutEverywhere(cut)));
                }

                Assert.Throws<CellFormatException>(() => probe.Read(new ReadOnlySequence<byte>([.. vector.Bytes, 0])));
            });
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void Damaged_payloads_decode_or_are_format_errors()
    {
        const int RoundsPerVector = 60;
        Random random = new(20_240_229);
        foreach ((WireVector vector, CodecProbe probe) in ValidProbes())
        {
            for (int round = 0; round < RoundsPerVector; round++)
            {
                byte[] damaged = Damage(vector.Bytes, random);
                try
                {
                    byte[] first = probe.ReadAndWrite(new ReadOnlySequence<byte>(damaged));
                    Assert.Equal(first, probe.ReadAndWrite(Segments.CutEverywhere(first)));
                }
                catch (CellFormatException)
                {
                }
                catch (Exception failure)
                {
                    Assert.Fail($"{vector} as {Convert.ToHexString(damaged)}: {failure}");
                }
            }
        }
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        List<byte> damaged = [.. bytes];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(damaged.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    damaged.Insert(at, (byte)random.Next(256));
                    break;
                case 1 when at < damaged.Count:
                    damaged.RemoveAt(at);
                    break;
                case 2 when at < damaged.Count:
                    damaged[at] = (byte)(random.Next(2) == 0 ? 0xff : 0);
                    break;
                case 3 when at < damaged.Count:
                    damaged[at] ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    damaged.InsertRange(at, BitConverter.GetBytes(random.Next(-3, 40)));
                    break;
            }
        }

        return [.. damaged];
    }

    // A lone surrogate passes through the UTF-16 form, and cannot be written again.
    private static bool HoldsLoneSurrogate(WireVector vector) => vector.Source.GetRawText().Contains("\"utf16\":", StringComparison.Ordinal);

    private static IEnumerable<(WireVector Vector, CodecProbe Probe)> ValidProbes() => Probes().Where(pair =>
        !pair.Vector.IsDecodeError && !pair.Vector.IsEncodeError && !pair.Vector.IsShortObject
        && !HoldsLoneSurrogate(pair.Vector) && pair.Vector.Bytes.Length <= LongestForSplitting);

    private static IEnumerable<(WireVector Vector, CodecProbe Probe)> Probes()
    {
        foreach (WireVector vector in WireVector.All)
        {
            if (VectorContract.TryCreate(vector, out _) is not VectorContract contract)
            {
                continue;
            }

            CodecProbe probe;
            try
            {
                probe = CodecProbe.Create(contract.Schema, contract.Type);
            }
            catch (NotSupportedException)
            {
                continue;
            }

            yield return (vector, probe);
        }
    }

    private static void Expect(WireVector vector, List<string> failures, Action check)
    {
        try
        {
            check();
        }
        catch (Exception failure)
        {
            failures.Add($"{vector}: {failure.Message}");
        }
    }
}
