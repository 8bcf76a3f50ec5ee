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
    private const ushort UsageField = 9;
    private const ushort ToolField = 10;
    private const ushort WantsConsumersField = 11;
    private const ushort WantedSchemaField = 12;
    private const ushort TakesSignalsField = 13;
    private const ushort StreamWindowField = 14;
    private const ushort ConnectionWindowField = 15;
    private const ushort SharedMemoryField = 16;

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

    /// <summary>The fingerprint of the record of what the client uses; null when there is none, and it may use everything.</summary>
    public string? Usage { get; init; }

    /// <summary>The client is a tool, built against no contract: nothing that a change could break.</summary>
    public bool IsTool { get; init; }

    /// <summary>The client asks who else calls the cell. With <see cref="HelloPurpose.Ask"/>.</summary>
    public bool WantsConsumers { get; init; }

    /// <summary>The fingerprint of the schema whose document is asked for; null for the cell's own. With <see cref="WantsDocument"/>.</summary>
    public string? WantedSchema { get; init; }

    /// <summary>The client takes signal frames.</summary>
    public bool TakesSignals { get; init; }

    /// <summary>The bytes of one stream that the client takes before it gives credit.</summary>
    public int StreamWindow { get; init; } = CellLimits.Default.StreamWindow;

    /// <summary>The bytes of all streams that the client takes before it gives credit.</summary>
    public int ConnectionWindow { get; init; } = CellLimits.Default.ConnectionWindow;

    /// <summary>The client can share memory with the server.</summary>
    public bool SharesMemory { get; init; }

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
        fields.Write(UsageField, Usage);
        fields.WriteFlag(ToolField, IsTool);
        fields.WriteFlag(WantsConsumersField, WantsConsumers);
        fields.Write(WantedSchemaField, WantedSchema);
        fields.WriteFlag(TakesSignalsField, TakesSignals);
        LimitField.Write(fields, StreamWindowField, StreamWindow, CellLimits.Default.StreamWindow);
        LimitField.Write(fields, ConnectionWindowField, ConnectionWindow, CellLimits.Default.ConnectionWindow);
        fields.WriteFlag(SharedMemoryField, SharesMemory);
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
                UsageField => hello with { Usage = fields.AsText() },
                ToolField => hello with { IsTool = fields.AsNumber() != 0 },
                WantsConsumersField => hello with { WantsConsumers = fields.AsNumber() != 0 },
                WantedSchemaField => hello with { WantedSchema = fields.AsText() },
                TakesSignalsField => hello with { TakesSignals = fields.AsNumber() != 0 },
                StreamWindowField => hello with { StreamWindow = LimitField.Read(fields.AsNumber(), CellLimits.SmallestWindow, "stream_window") },
                ConnectionWindowField => hello with { ConnectionWindow = LimitField.Read(fields.AsNumber(), CellLimits.SmallestWindow, "connection_window") },
                SharedMemoryField => hello with { SharesMemory = fields.AsNumber() != 0 },
                _ => hello,
            };
        }

        return hello;
    }

    /// <summary>Whether the two ranges of protocol versions overlap.</summary>
    public bool SpeaksOurVersion => LowestVersion <= Protocol.Version && Protocol.Version <= HighestVersion;
}
