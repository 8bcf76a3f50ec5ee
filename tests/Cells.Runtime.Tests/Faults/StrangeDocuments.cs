using System.Text;
using Cells.Connections;
using Cells.Framing;
using Cells.Runtime.Tests.Support;
using Cells.Schema;
using Cells.Schema.Tests;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Handshakes with schema documents and records of use: some sound, some of a contract that does not fit, most damaged.</summary>
internal sealed class StrangeDocuments(int seed, CellContract served)
{
    private readonly Random _random = new(seed);
    private readonly SessionMutator _mutator = new(new Random(seed));
    private readonly RandomContract _contracts = new(seed);
    private int _next;

    /// <summary>The bytes of the next connection.</summary>
    public byte[] Next()
    {
        _next++;
        byte[] session = _random.Next(2) == 0 ? Planned() : Used();
        return _random.Next(3) == 0 ? session : _mutator.Next(session);
    }

    // The fingerprint fits the document unless that is damaged afterwards, so that nothing but the checks stands before the plan.
    private byte[] Planned()
    {
        CellContract contract = JsonCell.ContractOf(_contracts.Next() with { Contract = served.Name });
        Hello hello = new() { Purpose = HelloPurpose.Call, Contract = contract.Name, Fingerprint = contract.Fingerprint, ClientName = $"stranger {_next}" };
        return
        [
            .. Frame(FrameType.Hello, hello.Write), .. Frame(FrameType.Terms, new Terms { WantsDocument = true }.Write),
            .. Frame(FrameType.Schema, body => body.Append(Encoding.UTF8.GetBytes(contract.Schema))), .. Frame(FrameType.Request, static body => body.Append([1, 2, 3, 4])),
        ];
    }

    private byte[] Used()
    {
        ConsumerRecord record = TestConsumers.Record($"stranger-{_next}", contract: served);
        Hello hello = new()
        {
            Purpose = HelloPurpose.Call,
            Contract = served.Name,
            Fingerprint = served.Fingerprint,
            ClientName = record.Name,
            ClientVersion = record.Version,
            Usage = record.ComputeUsageFingerprint(),
        };
        return [.. Frame(FrameType.Hello, hello.Write), .. Frame(FrameType.Usage, body => body.Append(Encoding.UTF8.GetBytes(record.Write())))];
    }

    private static byte[] Frame(FrameType type, Action<PayloadBuffer> write)
    {
        using PayloadBuffer body = PayloadBuffer.Rent();
        write(body);
        byte[] frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(type, FrameFlags.None, 0, type == FrameType.Request ? 0x10000u : 0, body.Length).Write(frame);
        body.WrittenSpan.CopyTo(frame.AsSpan(FrameHeader.Size));
        return frame;
    }
}
