using Cells.Connections;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>A cell with one call, text to text, behind a real socket, and a client of it.</summary>
internal sealed class TracedCell : IAsyncDisposable
{
    private TracedCell(CellContract contract, TestServer server, CellLimits? limits)
    {
        Server = server;
        Client = ScriptedClient.ForSocket(server.SocketPath, new CellChannelOptions { ClientName = "tester", Limits = limits ?? CellLimits.Default }, contract);
        Descriptor = new CallDescriptor(0, Schema.SchemaDocument.Read(contract.Schema).Schema!.Calls[0].Name);
    }

    public TestServer Server { get; }

    public ScriptedClient Client { get; }

    /// <summary>The one call, by its name.</summary>
    public CallDescriptor Descriptor { get; }

    /// <summary>Serves a call under its full name.</summary>
    /// <param name="contract">The contract's full name.</param>
    /// <param name="call">The call's name.</param>
    /// <param name="handler">Handles it.</param>
    /// <param name="limits">The client's limits.</param>
    public static TracedCell Serve(string contract, string call, Func<ServerCall, string, ValueTask<string>> handler, CellLimits? limits = null)
    {
        CellContract described = JsonCell.ContractOf(Of(Call(call, "String", Parameter("text", "String"))) with { Contract = contract });
        return new TracedCell(described, new TestServer(dispatcher: new ScriptedCell(handler, described)), limits);
    }

    /// <summary>Calls.</summary>
    public ValueTask<string> RunAsync(string text, CancellationToken cancel = default) => Client.RunAsync(text, Descriptor, cancel);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
