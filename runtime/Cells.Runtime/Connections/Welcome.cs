using System.Buffers.Binary;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>The server's answer that opens the connection.</summary>
/// <remarks>Encoding, frozen for ever: the protocol version chosen (u16), then fields; unknown fields are skipped.</remarks>
internal sealed record Welcome
{
    private const int PrefixSize = 2;
    private const int IncarnationSize = 16;
    private const int MostReplicas = ushort.MaxValue;
    private const ushort NameField = 1;
    private const ushort VersionField = 2;
    private const ushort ContractField = 3;
    private const ushort FingerprintField = 4;
    private const ushort IncarnationField = 5;
    private const ushort MaxFrameField = 6;
    private const ushort MaxInflightField = 7;
    private const ushort WantsDocumentField = 8;
    private const ushort WantsUsageField = 9;
    private const ushort StreamWindowField = 10;
    private const ushort ConnectionWindowField = 11;
    private const ushort SharedMemoryField = 12;
    private const ushort ReplicaCountField = 13;
    private const ushort ReplicaField = 14;

    public required string ServerName { get; init; }

    public required string ServerVersion { get; init; }

    public required string Contract { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>Fresh for each server process.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>The largest frame that the server accepts.</summary>
    public int MaxFrame { get; init; } = CellLimits.Default.MaxFrame;

    /// <summary>The most calls in flight that the server accepts on the connection.</summary>
    public int MaxInflight { get; init; } = CellLimits.Default.MaxInflight;

    /// <summary>The server does not know the client's schema, and wants its document.</summary>
    public bool WantsDocument { get; init; }

    /// <summary>The server does not know the record of what the client uses, and wants it.</summary>
    public bool WantsUsage { get; init; }

    /// <summary>The bytes of one stream that the server takes before it gives credit.</summary>
    public int StreamWindow { get; init; } = CellLimits.Default.StreamWindow;

    /// <summary>The bytes of all streams that the server takes before it gives credit.</summary>
    public int ConnectionWindow { get; init; } = CellLimits.Default.ConnectionWindow;

    /// <summary>The server can share memory with the client, which offered it.</summary>
    public bool SharesMemory { get; init; }

    /// <summary>Which of the processes that serve the cell the server is.</summary>
    public ReplicaPlace Replica { get; init; } = ReplicaPlace.Only;

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        Span<byte> image = stackalloc byte[IncarnationSize];
        BinaryPrimitives.WriteUInt16LittleEndian(image, Protocol.Version);
        output.Append(image[..PrefixSize]);

        FieldWriter fields = new(output);
        fields.Write(NameField, ServerName);
        fields.Write(VersionField, ServerVersion);
        fields.Write(ContractField, Contract);
        fields.Write(FingerprintField, Fingerprint);
        Incarnation.TryWriteBytes(image);
        fields.Write(IncarnationField, image);
        fields.Write(MaxFrameField, (uint)MaxFrame);
        fields.Write(MaxInflightField, (uint)MaxInflight);
        fields.WriteFlag(WantsDocumentField, WantsDocument);
        fields.WriteFlag(WantsUsageField, WantsUsage);
        LimitField.Write(fields, StreamWindowField, StreamWindow, CellLimits.Default.StreamWindow);
        LimitField.Write(fields, ConnectionWindowField, ConnectionWindow, CellLimits.Default.ConnectionWindow);
        fields.WriteFlag(SharedMemoryField, SharesMemory);
        if (Replica.Count > 1)
        {
            fields.Write(ReplicaCountField, (uint)Replica.Count);
            fields.Write(ReplicaField, (uint)Replica.Number);
        }
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is no welcome.</exception>
    public static Welcome Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < PrefixSize || BinaryPrimitives.ReadUInt16LittleEndian(body) != Protocol.Version)
        {
            throw new CellProtocolException("the server chose a protocol version that was not offered");
        }

        Welcome welcome = new() { ServerName = "", ServerVersion = "", Contract = "", Fingerprint = "", Incarnation = Guid.Empty };
        FieldReader fields = new(body[PrefixSize..]);
        while (fields.MoveNext())
        {
            welcome = fields.Id switch
            {
                NameField => welcome with { ServerName = fields.AsText() },
                VersionField => welcome with { ServerVersion = fields.AsText() },
                ContractField => welcome with { Contract = fields.AsText() },
                FingerprintField => welcome with { Fingerprint = fields.AsText() },
                IncarnationField => welcome with { Incarnation = ReadIncarnation(fields.Value) },
                MaxFrameField => welcome with { MaxFrame = LimitField.Read(fields.AsNumber(), CellLimits.SmallestFrame, "max_frame") },
                MaxInflightField => welcome with { MaxInflight = LimitField.Read(fields.AsNumber(), 1, "max_inflight") },
                WantsDocumentField => welcome with { WantsDocument = fields.AsNumber() != 0 },
                WantsUsageField => welcome with { WantsUsage = fields.AsNumber() != 0 },
                StreamWindowField => welcome with { StreamWindow = LimitField.Read(fields.AsNumber(), CellLimits.SmallestWindow, "stream_window") },
                ConnectionWindowField => welcome with { ConnectionWindow = LimitField.Read(fields.AsNumber(), CellLimits.SmallestWindow, "connection_window") },
                SharedMemoryField => welcome with { SharesMemory = fields.AsNumber() != 0 },
                ReplicaCountField => welcome with { Replica = welcome.Replica with { Count = ReadReplica(fields.AsNumber(), 1) } },
                ReplicaField => welcome with { Replica = welcome.Replica with { Number = ReadReplica(fields.AsNumber(), 0) } },
                _ => welcome,
            };
        }

        return welcome.Replica.Number < welcome.Replica.Count
            ? welcome
            : throw new CellProtocolException($"the server is replica {welcome.Replica.Number} of {welcome.Replica.Count}");
    }

    private static int ReadReplica(uint value, int lowest)
        => value >= lowest && value <= MostReplicas
            ? (int)value
            : throw new CellProtocolException($"the server's number or count of replicas is {value}; {lowest} to {MostReplicas} are possible");

    private static Guid ReadIncarnation(ReadOnlySpan<byte> value)
        => value.Length == IncarnationSize
            ? new Guid(value)
            : throw new CellProtocolException($"an incarnation id has {value.Length} bytes where {IncarnationSize} are expected");
}
