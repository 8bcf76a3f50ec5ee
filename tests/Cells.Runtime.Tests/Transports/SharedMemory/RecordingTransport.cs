using System.Buffers.Binary;
using System.IO.Pipelines;
using Cells.Framing;
using Cells.Runtime.Tests.Faults;
using Cells.Transports;
using Cells.Transports.SharedMemory;
using Microsoft.Win32.SafeHandles;

namespace Cells.Runtime.Tests.Transports.SharedMemory;

/// <summary>One end of a connection over a socket, which keeps what it sends.</summary>
internal sealed class RecordingTransport(SocketTransport inner) : IDescriptorTransport, IDisposable
{
    private readonly CuttingWriter _writer = new(inner.Output, long.MaxValue, static () => { });

    public PipeReader Input => inner.Input;

    public PipeWriter Output => _writer;

    public bool IsOfSameUser { get; init; } = true;

    /// <summary>What this end has sent over the socket. Not while it sends.</summary>
    public byte[] Sent => _writer.Sent;

    /// <summary>The frames of <paramref name="type"/> that this end has sent. Not while it sends.</summary>
    public int Count(FrameType type)
    {
        byte[] sent = Sent;
        int count = 0;
        for (int at = 0; at < sent.Length; at += FrameHeader.Size + BinaryPrimitives.ReadInt32LittleEndian(sent.AsSpan(at)))
        {
            count += sent[at + 4] == (byte)type ? 1 : 0;
        }

        return count;
    }

    public void SendDescriptor(SafeFileHandle descriptor) => inner.SendDescriptor(descriptor);

    public void ExpectDescriptor() => inner.ExpectDescriptor();

    public SafeFileHandle? TakeDescriptor() => inner.TakeDescriptor();

    public void ReceiveFrom(RingReader ring) => inner.ReceiveFrom(ring);

    public void SendThrough(RingWriter ring) => inner.SendThrough(ring);

    public void Dispose() => inner.Dispose();
}
