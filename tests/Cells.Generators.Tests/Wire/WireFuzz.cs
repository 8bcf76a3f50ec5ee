extern alias runtime;
extern alias schema;

using System.Buffers;
using Cells.Wire;
using runtime::Cells.Binding;
using runtime::Cells.Wire;
using schema::Cells.Schema;

namespace Cells.Generators.Tests.Wire;

/// <summary>Feeds damaged and random payloads to the generated codecs and to the binder, which must agree about them.</summary>
internal sealed class WireFuzz
{
    private static readonly byte[][] Interesting =
    [
        [0xff, 0xff, 0xff, 0xff], [0xfe, 0xff, 0xff, 0xff], [0x00, 0x00, 0x00, 0x80], [0xff, 0xff, 0xff, 0x7f], [0x00, 0x00, 0x00, 0x40], [0x00, 0x00, 0x00, 0x00],
        [0xff], [0xfa], [0xfa, 0xff, 0xff], [0x00], [0x01], [0xf9], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80],
    ];

    private readonly Random _random;
    private readonly CellSchema _schema;
    private readonly JsonWireBinder _binder;
    private readonly IReadOnlyList<VectorCodec> _codecs = VectorCodecs.All;
    private readonly byte[][] _payloads;

    public WireFuzz(int seed)
    {
        _random = new Random(seed);
        _schema = SchemaDocument.Read(VectorCodecs.Schema).Schema!;
        _binder = new JsonWireBinder(_schema);
        _payloads = [.. _codecs.Select(static codec => codec.Vector.Bytes).Where(static bytes => bytes.Length is > 0 and < 4000)];
    }

    /// <summary>The payloads so far.</summary>
    public long Cases { get; private set; }

    /// <summary>Those of them that were values.</summary>
    public long Values { get; private set; }

    /// <summary>Runs one more payload; null, or what is wrong.</summary>
    public string? RunNext()
    {
        VectorCodec codec = _codecs[_random.Next(_codecs.Count)];
        byte[] payload = Create(codec);
        Cases++;
        try
        {
            return Check(codec, payload) is { } wrong ? $"{codec}: {wrong}: {Describe(payload)}" : null;
        }
        catch (Exception failure) when (failure is not CellFormatException)
        {
            return $"{codec}: {failure}: {Describe(payload)}";
        }
    }

    private string? Check(VectorCodec codec, byte[] payload)
    {
        ReadOnlySequence<byte> sequence = Cut(payload);
        object? value = null;
        CellFormatException? refusal = null;
        try
        {
            value = codec.Codec.Read(sequence, isLeased: _random.Next(4) == 0);
        }
        catch (CellFormatException failure)
        {
            refusal = failure;
        }

        if (refusal is not null && (refusal.Offset < 0 || refusal.Offset > payload.Length || string.IsNullOrEmpty(refusal.TypePath)))
        {
            return $"an error without offset or path: {refusal.Message}";
        }

        return CheckMemory(codec.Codec, sequence, payload.Length) ?? CheckBinder(codec, sequence, refusal) ?? (refusal is null ? CheckValue(codec.Codec, value) : null);
    }

    // What a codec sets up at its first use is not the payload's.
    private static string? CheckMemory(WireProbe codec, in ReadOnlySequence<byte> payload, int length)
    {
        long allowed = (64L * length) + (64 * 1024);
        long allocated = codec.MeasureRead(payload);
        return allocated <= allowed || (allocated = codec.MeasureRead(payload)) <= allowed ? null : $"allocated {allocated}, allowed are {allowed}";
    }

    private string? CheckBinder(VectorCodec codec, in ReadOnlySequence<byte> payload, CellFormatException? refusal)
    {
        string? malformed = _binder.FindMalformedArgument(_schema.FindCall(codec.Call)!, payload);
        if (refusal is null)
        {
            return malformed is null ? null : $"the codec reads what the binder refuses at '{malformed}'";
        }

        // Keys are equal by their values in the one and by their text in the other; and memory is the codec's only.
        bool isOfCodecOnly = refusal.Reason.Contains("repeats", StringComparison.Ordinal) || refusal.Reason.Contains("too much memory", StringComparison.Ordinal);
        return malformed is not null || isOfCodecOnly ? null : $"the binder reads what the codec refuses: {refusal.Message}";
    }

    private string? CheckValue(WireProbe codec, object? value)
    {
        Values++;
        byte[] written;
        try
        {
            written = codec.Write(value);
        }
        catch (CellFormatException failure) when (failure.Reason.Contains("lone surrogate", StringComparison.Ordinal))
        {
            return null;
        }

        string text = ValueText.Of(value);
        string again = ValueText.Of(codec.Read(new ReadOnlySequence<byte>(written)));
        return text == again ? null : $"read as {text}, and after writing as {again}";
    }

    private byte[] Create(VectorCodec codec)
    {
        if (_random.Next(20) == 0)
        {
            byte[] noise = new byte[_random.Next(200)];
            _random.NextBytes(noise);
            return noise;
        }

        byte[] valid = codec.Vector.Bytes.Length is > 0 and < 4000 ? codec.Vector.Bytes : _payloads[_random.Next(_payloads.Length)];
        List<byte> bytes = [.. valid];
        for (int change = _random.Next(1, 6); change > 0; change--)
        {
            Damage(bytes);
        }

        return [.. bytes];
    }

    private void Damage(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(_random.Next(1, 9), bytes.Count - at);
        switch (_random.Next(9))
        {
            case 0:
                bytes.Insert(at, (byte)_random.Next(256));
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 3 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 4:
                bytes.InsertRange(at, BitConverter.GetBytes(_random.Next(-3, 40)));
                break;
            case 5:
                Overwrite(bytes, at, Interesting[_random.Next(Interesting.Length)]);
                break;
            case 6:
                bytes.InsertRange(at, [.. bytes.GetRange(at, length)]);
                break;
            case 7:
                byte[] other = _payloads[_random.Next(_payloads.Length)];
                Overwrite(bytes, at, other.AsSpan(_random.Next(other.Length)));
                break;
            default:
                // Many of the same: what nests deepest or claims most.
                bytes.InsertRange(at, [.. Enumerable.Repeat(bytes.GetRange(at, length).ToArray(), _random.Next(2, 300)).SelectMany(static part => part)]);
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> part)
    {
        for (int i = 0; i < part.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = part[i];
        }
    }

    private ReadOnlySequence<byte> Cut(byte[] payload) => _random.Next(4) switch
    {
        0 => Segments.CutEverywhere(payload),
        1 => Segments.Cut(payload, [.. Enumerable.Range(0, 3).Select(_ => _random.Next(payload.Length + 1)).Order()]),
        _ => new ReadOnlySequence<byte>(payload),
    };

    private static string Describe(byte[] payload) => payload.Length <= 2000 ? Convert.ToHexString(payload) : $"{payload.Length} bytes, {Convert.ToHexString(payload.AsSpan(0, 2000))}…";
}
