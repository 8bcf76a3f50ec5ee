using Cells.Connections;
using Cells.Wire;

namespace Cells.Runtime.Tests.Support;

/// <summary>A client as the generator would write it.</summary>
public sealed class EchoClient(CellChannel channel) : IChannelClient, IAsyncDisposable
{
    public CellChannel Channel => channel;

    public ValueTask<int> AddAsync(int left, int right, CancellationToken cancel = default)
        => channel.CallAsync<AddPayload, int, Int32Codec>(Calls.Add, new AddPayload(left, right), cancel);

    public int Add(int left, int right, CancellationToken cancel = default)
        => channel.Call<AddPayload, int, Int32Codec>(Calls.Add, new AddPayload(left, right), cancel);

    public ValueTask<string> EchoAsync(string text, CancellationToken cancel = default)
        => channel.CallAsync<TextPayload, string, StringCodec>(Calls.Echo, new TextPayload(text), cancel);

    public ValueTask<string> EchoBlockingAsync(string text, CancellationToken cancel = default)
        => channel.CallAsync<TextPayload, string, StringCodec>(Calls.EchoBlocking, new TextPayload(text), cancel);

    public ValueTask FailAsync(string kind, CancellationToken cancel = default)
        => channel.CallAsync(Calls.Fail, new TextPayload(kind), cancel);

    public ValueTask WaitAsync(CancellationToken cancel = default) => channel.CallAsync(Calls.Wait, default(NoPayload), cancel);

    /// <summary>Blocks until the cell's gate opens, and no longer than <paramref name="deadline"/>.</summary>
    public void Wait(TimeSpan deadline)
        => channel.With(new CallOptions { Deadline = deadline }).Call(Calls.Wait, default(NoPayload), CancellationToken.None);

    public ValueTask WaitASecondAsync(CancellationToken cancel = default) => channel.CallAsync(Calls.WaitASecond, default(NoPayload), cancel);

    public ValueTask<int> RelayAsync(CancellationToken cancel = default)
        => channel.CallAsync<NoPayload, int, Int32Codec>(Calls.Relay, default, cancel);

    public ValueTask<int> RelayTwiceAsync(CancellationToken cancel = default)
        => channel.CallAsync<NoPayload, int, Int32Codec>(Calls.RelayTwice, default, cancel);

    public ValueTask LoopAsync(CancellationToken cancel = default) => channel.CallAsync(Calls.Loop, default(NoPayload), cancel);

    public ValueTask ForgetReplyAsync(CancellationToken cancel = default) => channel.CallAsync(Calls.ForgetReply, default(NoPayload), cancel);

    public ValueTask UnknownAsync(CancellationToken cancel = default) => channel.CallAsync(Calls.Unknown, default(NoPayload), cancel);

    /// <summary>Echoes the bytes, which the handler is lent, when the cell's gate opens.</summary>
    public ValueTask<byte[]> EchoLeasedAsync(byte[] bytes, bool isBlocking, CancellationToken cancel = default)
        => channel.CallAsync<BytesPayload, byte[], ArrayCodec<byte, ByteCodec>>(isBlocking ? Calls.EchoLeasedBlocking : Calls.EchoLeased, new BytesPayload(bytes), cancel);

    /// <summary>Echoes bytes, of which the result is lent by <paramref name="lease"/>.</summary>
    public ValueTask<ReadOnlyMemory<byte>> EchoLeasedAsync(byte[] bytes, ResultLease lease, CancellationToken cancel = default)
        => channel.With(new CallOptions { Lease = lease })
            .CallAsync<BytesPayload, ReadOnlyMemory<byte>, ReadOnlyMemoryCodec<byte, ByteCodec>>(Calls.EchoBytes, new BytesPayload(bytes), cancel);

    /// <summary>Sends arguments that are none of EchoLeased's.</summary>
    public ValueTask EchoLeasedNothingAsync(CancellationToken cancel = default) => channel.CallAsync(Calls.EchoLeased, default(NoPayload), cancel);

    /// <summary>Sends arguments that are none of Add's.</summary>
    public ValueTask AddTextAsync(string text, CancellationToken cancel = default)
        => channel.CallAsync(new CallDescriptor(0, "Add"), new TextPayload(text), cancel);

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    public static CellException? ReadError(string name, CellStatus status, string message, ref WireReader members)
    {
        if (name != "Test.EchoFailed")
        {
            return null;
        }

        members.ReadObjectHeader(1, name);
        string detail = StringCodec.Read(ref members);
        members.EndObject();
        members.Complete();
        return new EchoFailed(status, message) { Detail = detail };
    }

    private readonly struct AddPayload(int left, int right) : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
            Int32Codec.Write(ref writer, left);
            Int32Codec.Write(ref writer, right);
        }
    }

    private readonly struct TextPayload(string text) : ICallPayload
    {
        public void Write(ref WireWriter writer) => StringCodec.Write(ref writer, text);
    }

    private readonly struct BytesPayload(byte[] bytes) : ICallPayload
    {
        public void Write(ref WireWriter writer) => ArrayCodec<byte, ByteCodec>.Write(ref writer, bytes);
    }

    private readonly struct NoPayload : ICallPayload
    {
        public void Write(ref WireWriter writer)
        {
        }
    }

    private static class Calls
    {
        public static readonly CallDescriptor Add = new(0, "Add") { Idempotent = true };
        public static readonly CallDescriptor Echo = new(1, "Echo") { Idempotent = true };
        public static readonly CallDescriptor Fail = new(2, "Fail");
        public static readonly CallDescriptor Wait = new(3, "Wait");
        public static readonly CallDescriptor WaitASecond = new(3, "Wait") { DeadlineMs = 1000 };
        public static readonly CallDescriptor EchoBlocking = new(4, "EchoBlocking");
        public static readonly CallDescriptor Relay = new(5, "Relay");
        public static readonly CallDescriptor RelayTwice = new(7, "RelayTwice") { DeadlineMs = 60_000 };
        public static readonly CallDescriptor ForgetReply = new(6, "ForgetReply");
        public static readonly CallDescriptor EchoLeased = new(9, "EchoLeased");
        public static readonly CallDescriptor EchoLeasedBlocking = new(10, "EchoLeasedBlocking");
        public static readonly CallDescriptor EchoBytes = new(11, "EchoBytes");
        public static readonly CallDescriptor Loop = new(8, "Loop");
        public static readonly CallDescriptor Unknown = new(99, "Unknown");
    }
}
