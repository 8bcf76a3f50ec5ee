using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Cells.Framing;

/// <summary>What travels beside the payload of a request or an answer; an answer has user metadata only.</summary>
/// <remarks>
/// On the wire: <c>length u16</c>, then fields of <c>id u8 | length u16 | bytes</c>. Unknown fields are skipped.
/// The deadline is relative, so that the clocks of two machines need not agree.
/// </remarks>
internal readonly record struct CallMetadata
{
    /// <summary>The most cells that a call may come through: a longer chain is a loop.</summary>
    public const int MostHops = 32;

    private const int BlockHeaderSize = 2;
    private const int FieldHeaderSize = 3;
    private const byte DeadlineField = 1;
    private const byte TraceParentField = 2;
    private const byte IdempotencyKeyField = 3;
    private const byte UserField = 4;
    private const byte HopField = 5;
    private const byte TraceStateField = 6;

    private readonly IReadOnlyCollection<KeyValuePair<string, string>>? _user;
    private readonly IReadOnlyList<string>? _chain;

    /// <summary>No metadata.</summary>
    public static CallMetadata None => default;

    /// <summary>The milliseconds left; null without a deadline.</summary>
    public uint? DeadlineMs { get; init; }

    /// <summary>The W3C trace context, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The W3C state of that trace, or null.</summary>
    public string? TraceState { get; init; }

    /// <summary>The key by which duplicates are found, or null.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What the application adds.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> User
    {
        get => _user ?? [];
        init => _user = value;
    }

    /// <summary>The calls that this one is made for, the outermost first, each as <c>Shop.Storefront.Order</c>.</summary>
    public IReadOnlyList<string> Chain
    {
        get => _chain ?? [];
        init => _chain = value;
    }

    /// <summary>Whether there is anything to send.</summary>
    public bool IsEmpty => DeadlineMs is null && TraceParent is null && TraceState is null && IdempotencyKey is null && User.Count == 0 && Chain.Count == 0;

    /// <summary>Appends the block.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.ResourceExhausted"/>: it is over 65,535 bytes.</exception>
    public void Write(PayloadBuffer output)
    {
        int start = output.Length;
        Span<byte> length = stackalloc byte[BlockHeaderSize];
        output.Append(length);
        if (DeadlineMs is uint deadline)
        {
            Span<byte> image = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(image, deadline);
            WriteField(output, DeadlineField, image);
        }

        WriteField(output, TraceParentField, TraceParent);
        WriteField(output, TraceStateField, TraceState);
        WriteField(output, IdempotencyKeyField, IdempotencyKey);
        if (_user is { Count: > 0 })
        {
            foreach ((string key, string value) in _user)
            {
                WriteField(output, UserField, $"{key}={value}");
            }
        }

        if (_chain is { Count: > 0 })
        {
            foreach (string hop in _chain)
            {
                WriteField(output, HopField, hop);
            }
        }

        BinaryPrimitives.WriteUInt16LittleEndian(length, CheckLength(output.Length - start - BlockHeaderSize));
        output.Overwrite(start, length);
    }

    /// <summary>Appends the block; false, and nothing is appended, when it is over 65,535 bytes.</summary>
    public bool TryWrite(PayloadBuffer output)
    {
        int start = output.Length;
        try
        {
            Write(output);
            return true;
        }
        catch (CellException)
        {
            output.Truncate(start);
            return false;
        }
    }

    /// <summary>Takes the block from the front of a frame's body.</summary>
    /// <param name="body">The body; advanced to the payload.</param>
    /// <exception cref="CellProtocolException">It is no metadata block.</exception>
    public static CallMetadata Read(ref ReadOnlySequence<byte> body)
    {
        Span<byte> prefix = stackalloc byte[BlockHeaderSize];
        if (body.Length < BlockHeaderSize)
        {
            throw new CellProtocolException("a frame with metadata ends before its length");
        }

        body.Slice(0, BlockHeaderSize).CopyTo(prefix);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(prefix);
        if (body.Length - BlockHeaderSize < length)
        {
            throw new CellProtocolException($"metadata of {length} bytes is longer than its frame");
        }

        ReadOnlySequence<byte> block = body.Slice(BlockHeaderSize, length);
        body = body.Slice(block.End);
        return Parse(block.IsSingleSegment ? block.FirstSpan : block.ToArray());
    }

    private static CallMetadata Parse(ReadOnlySpan<byte> block)
    {
        CallMetadata metadata = new();
        List<KeyValuePair<string, string>>? user = null;
        List<string>? chain = null;
        while (!block.IsEmpty)
        {
            if (block.Length < FieldHeaderSize)
            {
                throw new CellProtocolException($"{block.Length} bytes are left where a metadata field should start");
            }

            byte id = block[0];
            int length = BinaryPrimitives.ReadUInt16LittleEndian(block[1..]);
            block = block[FieldHeaderSize..];
            if (length > block.Length)
            {
                throw new CellProtocolException($"metadata field {id} announces {length} bytes and {block.Length} are left");
            }

            ReadOnlySpan<byte> value = block[..length];
            block = block[length..];
            switch (id)
            {
                case DeadlineField when length == sizeof(uint):
                    metadata = metadata with { DeadlineMs = BinaryPrimitives.ReadUInt32LittleEndian(value) };
                    break;
                case DeadlineField:
                    throw new CellProtocolException($"a deadline has {length} bytes where 4 are expected");
                case TraceParentField:
                    metadata = metadata with { TraceParent = Encoding.UTF8.GetString(value) };
                    break;
                case TraceStateField:
                    metadata = metadata with { TraceState = Encoding.UTF8.GetString(value) };
                    break;
                case IdempotencyKeyField:
                    metadata = metadata with { IdempotencyKey = Encoding.UTF8.GetString(value) };
                    break;
                case UserField:
                    string pair = Encoding.UTF8.GetString(value);
                    int split = pair.IndexOf('=', StringComparison.Ordinal);
                    (user ??= []).Add(split < 0 ? new(pair, "") : new(pair[..split], pair[(split + 1)..]));
                    break;
                case HopField:
                    (chain ??= []).Add(Encoding.UTF8.GetString(value));
                    break;
                default:
                    break;
            }
        }

        return user is null && chain is null ? metadata : metadata with { User = user ?? [], Chain = chain ?? [] };
    }

    private static void WriteField(PayloadBuffer block, byte id, string? value)
    {
        if (value is null)
        {
            return;
        }

        using PayloadBuffer text = PayloadBuffer.Rent();
        int count = Encoding.UTF8.GetByteCount(value);
        Encoding.UTF8.GetBytes(value, text.GetSpan(count));
        text.Advance(count);
        WriteField(block, id, text.WrittenSpan);
    }

    private static void WriteField(PayloadBuffer block, byte id, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[FieldHeaderSize];
        header[0] = id;
        BinaryPrimitives.WriteUInt16LittleEndian(header[1..], CheckLength(value.Length));
        block.Append(header);
        block.Append(value);
    }

    private static ushort CheckLength(int length)
        => length <= ushort.MaxValue
            ? (ushort)length
            : throw new CellException(CellStatus.ResourceExhausted, $"the call's metadata has {length} bytes; {ushort.MaxValue} can be sent")
            {
                Outcome = CallOutcome.NotExecuted,
            };
}
