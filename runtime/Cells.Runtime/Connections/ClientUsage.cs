using System.Text;
using Cells.Schema;

namespace Cells.Connections;

/// <summary>What a client uses of the contract that it calls, as it tells the server.</summary>
internal sealed class ClientUsage
{
    private ClientUsage(ConsumerRecord record, byte[] document)
    {
        Record = record;
        Document = document;
        Fingerprint = record.ComputeUsageFingerprint();
    }

    /// <summary>The record.</summary>
    public ConsumerRecord Record { get; }

    /// <summary>The fingerprint of the record: the server asks for the document only when it has not seen it.</summary>
    public string Fingerprint { get; }

    /// <summary>The record as UTF-8.</summary>
    public ReadOnlyMemory<byte> Document { get; }

    /// <summary>What <paramref name="record"/> tells; null when it tells nothing, or is too long to be sent: either counts as using everything.</summary>
    public static ClientUsage? Of(ConsumerRecord record)
    {
        if (record.Kinds.IsEmpty)
        {
            return null;
        }

        byte[] document = Encoding.UTF8.GetBytes(record.Write());
        return document.Length <= ConsumerRecord.MaxLength ? new ClientUsage(record, document) : null;
    }
}
