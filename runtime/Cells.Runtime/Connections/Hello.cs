using System.Buffers.Binary;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>What a client wants of a connection.</summary>
internal enum HelloPurpose : byte
{
    /// <summary>To call a contract.</summary>
    Call = 1,

    /// <summary>To learn the contract that is served. Needs no matching contract.</summary>
    Ask = 2,
}

/// <summary>The first frame of a connection, from the client.</summary>
/// <remarks>Encoding, frozen for ever: magic, lowest and highest protocol version (u16 each), then fields; unknown fields are skipped.</remarks>
internal sealed record Hello
{
    private const int PrefixSize = 8;
    private const ushort PurposeField = 1;
    private const ushort ContractField = 2;
    private const ushort FingerprintField = 3;
    private const ushort NameField = 4;
    private const ushort VersionField = 5;
    private const ushort MaxFrameField = 6;
    private const ushort MaxInflightField = 7;
    private const ushort WantsDocumentField = 8;

    public ushort LowestVersion { get; init; } = Protocol.Version;

    public ushort HighestVersion { get; init; } = Protocol.Version;

    public required HelloPurpose Purpose { get; init; }

    /// <summary>The contract to call; empty when asking.</summary>
    public string Contract { get; init; } = "";

    /// <summary>The fingerprint that the client was built against; empty when asking.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The client's own name.</summary>
    public string ClientName { get; init; } = "";

    /// <summary>The client's own version.</summary>
    public string ClientVersion { get; init; } = "";

    /// <summary>The largest frame that the client accepts.</summary>
    public int MaxFrame { get; init; } = CellLimits.Default.MaxFrame;

    /// <summary>The most calls that the client will have in flight.</summary>
    public int MaxInflight { get; init; } = CellLimits.Default.MaxInflight;

    /// <summary>The client asks for the schema document, not only its fingerprint.</summary>
    public bool WantsDocument { get; init; }

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        output.Append(Protocol.Magic);
        Span<byte> versions = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(versions, LowestVersion);
        BinaryPrimitives.WriteUInt16LittleEndian(versions[2..], HighestVersion);
        output.Append(versions);

        FieldWriter fields = new(output);
        fields.Write(PurposeField, (uint)Purpose);
        fields.Write(ContractField, Contract);
        fields.Write(FingerprintField, Fingerprint);
        fields.Write(NameField, ClientName);
        fields.Write(VersionField, ClientVersion);
        fields.Write(MaxFrameField, (uint)MaxFrame);
        fields.Write(MaxInflightField, (uint)MaxInflight);
        fields.Write(WantsDocumentField, WantsDocument ? 1u : 0u);
    }

    /// <summary>Reads the frame's body.</summary>
    /// <remarks>Of a peer without a common protocol version only the versions are read: its fields may mean something else.</remarks>
    /// <exception cref="CellProtocolException">It is no hello.</exception>
    public static Hello Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < PrefixSize || !body.StartsWith(Protocol.Magic))
        {
            throw new CellProtocolException("the first frame does not start with CELL; the peer does not speak this protocol");
        }

        Hello hello = new()
        {
            Purpose = 0,
            LowestVersion = BinaryPrimitives.ReadUInt16LittleEndian(body[4..]),
            HighestVersion = BinaryPrimitives.ReadUInt16LittleEndian(body[6..]),
        };
        if (!hello.SpeaksOurVersion)
        {
            return hello;
        }

        FieldReader fields = new(body[PrefixSize..]);
        while (fields.MoveNext())
        {
            hello = fields.Id switch
            {
                PurposeField => hello with { Purpose = (HelloPurpose)Math.Min(fields.AsNumber(), byte.MaxValue) },
                ContractField => hello with { Contract = fields.AsText() },
                FingerprintField => hello with { Fingerprint = fields.AsText() },
                NameField => hello with { ClientName = fields.AsText() },
                VersionField => hello with { ClientVersion = fields.AsText() },
                MaxFrameField => hello with { MaxFrame = LimitField.Read(fields.AsNumber(), CellLimits.SmallestFrame, "max_frame") },
                MaxInflightField => hello with { MaxInflight = LimitField.Read(fields.AsNumber(), 1, "max_inflight") },
                WantsDocumentField => hello with { WantsDocument = fields.AsNumber() != 0 },
                _ => hello,
            };
        }

        return hello;
    }

    /// <summary>Whether the two ranges of protocol versions overlap.</summary>
    public bool SpeaksOurVersion => LowestVersion <= Protocol.Version && Protocol.Version <= HighestVersion;
}
