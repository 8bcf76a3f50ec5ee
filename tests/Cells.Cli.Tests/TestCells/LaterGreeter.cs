using Cells.Connections;
using Cells.Hosting;
using Cells.Schema;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Cli.Tests.TestCells;

/// <summary>The <see cref="Greeter"/> with another schema, which fits no client of the first.</summary>
internal sealed class LaterGreeter : ICell<LaterGreeter>
{
    private static readonly CellSchema Schema = new()
    {
        Contract = "Test.Greeter",
        Name = "greeter",
        Version = "2.0.0",
        Calls =
        [
            new CallSchema { Name = "Added", Kind = CallKind.Unary },
            new CallSchema { Name = "Greet", Kind = CallKind.Unary, Parameters = [new ParameterSchema { Name = "whom", Type = Text }], Result = Text },
        ],
    };

    private static PrimitiveReference Text => new(PrimitiveKind.String);

    static CellContract ICell<LaterGreeter>.Contract { get; } = new(Schema.Contract, SchemaFingerprint.Compute(Schema), SchemaDocument.Write(Schema));

    static void ICell<LaterGreeter>.AddClients(IServiceCollection services)
    {
    }

    static EventHub? ICell<LaterGreeter>.EventsOf(LaterGreeter cell) => null;

    static LaterGreeter ICell<LaterGreeter>.Create(IServiceProvider services) => new();

    static ValueTask ICell<LaterGreeter>.DispatchAsync(LaterGreeter cell, ServerCall call)
    {
        WireReader request = call.OpenRequest();
        call.Reply<string, StringCodec>($"Good day, {StringCodec.Read(ref request)}.");
        return ValueTask.CompletedTask;
    }

    static bool ICell<LaterGreeter>.TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "";
        return false;
    }
}
