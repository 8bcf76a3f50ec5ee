using Cells.Connections;
using Cells.Hosting;
using Cells.Schema;
using Cells.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Cli.Tests.TestCells;

/// <summary>A declared error with one member.</summary>
internal sealed class NobodyThere(string name) : CellException(CellStatus.NotFound, $"nobody is called {name}")
{
    public string Name { get; } = name;
}

/// <summary>A cell as the generator would write it, with a call that greets, one that refuses and one that never ends.</summary>
internal sealed class Greeter : ICell<Greeter>
{
    /// <summary>Made in the cell's directory when a call waits.</summary>
    public const string WaitingFile = "waiting";

    private static readonly CellSchema Schema = new()
    {
        Contract = "Test.Greeter",
        Name = "greeter",
        Version = "1.2.3",
        Calls =
        [
            new CallSchema { Name = "Find", Kind = CallKind.Unary, Parameters = [Parameter("name")], Result = Text, Errors = ["Test.NobodyThere"] },
            new CallSchema { Name = "Greet", Kind = CallKind.Unary, Parameters = [Parameter("name")], Result = Text },
            new CallSchema { Name = "Wait", Kind = CallKind.Unary },
            new CallSchema { Name = "Watch", Kind = CallKind.ServerStream, Result = Text },
        ],
        Types =
        [
            new TypeSchema
            {
                Name = "Test.NobodyThere",
                Kind = TypeKind.Error,
                Status = "NotFound",
                Members = [new MemberSchema { Name = "Name", Type = Text, Form = MemberForm.Init, HasRequiredKeyword = true }],
            },
        ],
    };

    private static PrimitiveReference Text => new(PrimitiveKind.String);

    static CellContract ICell<Greeter>.Contract { get; } =
        new(Schema.Contract, SchemaFingerprint.Compute(Schema), SchemaDocument.Write(Schema));

    static void ICell<Greeter>.AddClients(IServiceCollection services)
    {
    }

    static Greeter ICell<Greeter>.Create(IServiceProvider services) => new();

    static ValueTask ICell<Greeter>.DispatchAsync(Greeter cell, ServerCall call) => call.Index switch
    {
        0 => Find(call),
        1 => Greet(call),
        2 => call.ReplyAsync(WaitAsync(call.CancellationToken)),
        _ => call.ReplyUnimplemented(),
    };

    static bool ICell<Greeter>.TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = "Test.NobodyThere";
        if (error is not NobodyThere nobody)
        {
            return false;
        }

        writer.WriteObjectHeader(1);
        StringCodec.Write(ref writer, nobody.Name);
        writer.EndObject();
        return true;
    }

    private static ParameterSchema Parameter(string name) => new() { Name = name, Type = Text };

    private static ValueTask Find(ServerCall call) => throw new NobodyThere(ReadName(call));

    private static ValueTask Greet(ServerCall call)
    {
        call.Reply<string, StringCodec>($"Hello, {ReadName(call)}!");
        return default;
    }

    private static async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(WaitingFile, "", cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private static string ReadName(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        string name = StringCodec.Read(ref request);
        request.Complete();
        return name;
    }
}
