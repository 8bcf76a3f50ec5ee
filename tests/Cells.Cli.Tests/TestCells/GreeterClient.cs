using Cells.Connections;
using Cells.Directories;
using Cells.Wire;

namespace Cells.Cli.Tests.TestCells;

/// <summary>A client of <see cref="Greeter"/> that the cell takes for one of its consumers, as it does not the tool.</summary>
internal sealed class GreeterClient : IAsyncDisposable
{
    private static readonly CallDescriptor FindCall = new(0, "Find");
    private static readonly CallDescriptor GreetCall = new(1, "Greet");

    private readonly CellChannel _channel;

    private GreeterClient(CellChannel channel) => _channel = channel;

    /// <summary>A client of the cell that runs in <paramref name="directory"/>.</summary>
    public static Task<GreeterClient> ConnectAsync(string directory) => ConnectToAsync(CellDirectory.At(directory).SocketPath);

    /// <summary>A client of what listens at <paramref name="socket"/>.</summary>
    public static async Task<GreeterClient> ConnectToAsync(string socket)
    {
        CellSchemaAnswer cell = await CellSchemaQuery.AskAsync(socket, includeSchema: true, TimeSpan.FromMinutes(1));
        return new GreeterClient(CellChannel.ForSocket(socket, new CellContract(cell.Contract, cell.Fingerprint, cell.Schema!), ReadError, new CellChannelOptions { ClientName = "tester" }));
    }

    public ValueTask<string> GreetAsync(string name) => _channel.CallAsync<Name, string, StringCodec>(GreetCall, new Name(name), CancellationToken.None);

    public ValueTask<string> FindAsync(string name) => _channel.CallAsync<Name, string, StringCodec>(FindCall, new Name(name), CancellationToken.None);

    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private static CellException? ReadError(string name, CellStatus status, string message, ref WireReader members) => null;

    private readonly struct Name(string name) : ICallPayload
    {
        public void Write(ref WireWriter writer) => StringCodec.Write(ref writer, name);
    }
}
