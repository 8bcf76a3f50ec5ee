using Cells.Connections;
using Cells.Hosting;
using Cells.Wire;

namespace Cells.Runtime.Tests.Support;

/// <summary>A cell with one handler, text to text, that a test gives it.</summary>
internal sealed class ScriptedCell(Func<ServerCall, string, ValueTask<string>> handler, CellContract? contract = null)
    : CellDispatcher(contract ?? EchoCell.TestContract)
{
    private int _handled;

    /// <summary>The calls that reached the handler.</summary>
    public int Handled => Volatile.Read(ref _handled);

    public override ValueTask DispatchAsync(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        string argument = StringCodec.Read(ref request);
        request.Complete();
        Interlocked.Increment(ref _handled);
        return call.ReplyAsync<string, StringCodec>(handler(call, argument));
    }

    public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }
}

/// <summary>Calls a <see cref="ScriptedCell"/>, with any kind of delivery.</summary>
internal sealed class ScriptedClient(CellChannel channel) : ICellClient<ScriptedClient>, IAsyncDisposable
{
    public static readonly CallDescriptor Once = new(0, "Run");
    public static readonly CallDescriptor Idempotent = new(0, "Run") { Idempotent = true };
    public static readonly CallDescriptor ExactlyOnce = new(0, "Run") { ExactlyOnce = true };

    public CellChannel Channel => channel;

    /// <summary>A client of the server's cell.</summary>
    public static ScriptedClient Of(TestServer server, CellChannelOptions? options = null) => ForSocket(server.SocketPath, options);

    /// <summary>A client of the cell that listens, or will, at a path.</summary>
    public static ScriptedClient ForSocket(string path, CellChannelOptions? options = null, CellContract? contract = null)
        => new(CellChannel.ForSocket(path, contract ?? EchoCell.TestContract, NoErrors, options));

    public ValueTask<string> RunAsync(string argument, CallDescriptor? call = null, CancellationToken cancel = default)
        => channel.CallAsync<TextPayload, string, StringCodec>(call ?? Once, new TextPayload(argument), cancel);

    public ScriptedClient With(CallOptions options) => new(channel.With(options));

    public ValueTask DisposeAsync() => channel.DisposeAsync();

    private readonly struct TextPayload(string text) : ICallPayload
    {
        public void Write(ref WireWriter writer) => StringCodec.Write(ref writer, text);
    }

    public static CellException? NoErrors(string name, CellStatus status, string message, ref WireReader members) => null;
}
