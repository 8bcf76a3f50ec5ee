using System.Runtime.CompilerServices;
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

/// <summary>A cell as the generator would write it, with a call that greets, one that refuses, one that never ends, streams and an event.</summary>
internal sealed class Greeter : ICell<Greeter>
{
    /// <summary>Made in the cell's directory when a call waits.</summary>
    public const string WaitingFile = "waiting";

    private readonly EventHub _events = new();

    private static readonly CellSchema Schema = new()
    {
        Contract = "Test.Greeter",
        Name = "greeter",
        Version = "1.2.3",
        Calls =
        [
            new CallSchema { Name = "Find", Kind = CallKind.Unary, Parameters = [Parameter("name")], Result = Text, Errors = ["Test.NobodyThere"] },
            new CallSchema { Name = "Greet", Kind = CallKind.Unary, Parameters = [Parameter("name")], Result = Text },
            new CallSchema { Name = "Greeted", Kind = CallKind.Event, Parameters = [Parameter("name")] },
            new CallSchema { Name = "Join", Kind = CallKind.ClientStream, Parameters = [Parameter("name"), Parameter("items") with { IsStream = true }], Result = Text },
            new CallSchema { Name = "Shout", Kind = CallKind.Duplex, Parameters = [Parameter("items") with { IsStream = true }], Result = Text },
            new CallSchema { Name = "Wait", Kind = CallKind.Unary },
            new CallSchema { Name = "Watch", Kind = CallKind.ServerStream, Parameters = [Parameter("name")], Result = Text },
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

    static EventHub? ICell<Greeter>.EventsOf(Greeter cell) => cell._events;

    static Greeter ICell<Greeter>.Create(IServiceProvider services) => new();

    static ValueTask ICell<Greeter>.DispatchAsync(Greeter cell, ServerCall call) => call.Index switch
    {
        0 => Find(call),
        1 => Greet(cell, call),
        3 => call.ReplyAsync<string, StringCodec>(JoinAsync(ReadName(call), call.OpenItems<string, StringCodec>())),
        4 => call.ReplyStreamAsync<string, StringCodec>(ShoutAsync(call.OpenItems<string, StringCodec>())),
        5 => call.ReplyAsync(WaitAsync(call.CancellationToken)),
        6 => call.ReplyStreamAsync<string, StringCodec>(WatchAsync(ReadName(call), call.CancellationToken)),
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

    private static ValueTask Greet(Greeter cell, ServerCall call)
    {
        string name = ReadName(call);
        call.Reply<string, StringCodec>($"Hello, {name}!");
        return cell._events.PublishAsync(2, EventOverflow.DropOldest, new Name(name));
    }

    private static async ValueTask<string> JoinAsync(string name, IAsyncEnumerable<string> items)
    {
        await foreach (string item in items)
        {
            name = $"{name}+{item}";
        }

        return name;
    }

    private static async IAsyncEnumerable<string> ShoutAsync(IAsyncEnumerable<string> items)
    {
        await foreach (string item in items)
        {
            yield return $"{item}!";
        }
    }

    private static async IAsyncEnumerable<string> WatchAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return $"{name} {i}";
        }
    }

    private static async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(WaitingFile, "", cancellationToken);
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private readonly struct Name(string name) : ICallPayload
    {
        public void Write(ref WireWriter writer) => StringCodec.Write(ref writer, name);
    }

    private static string ReadName(ServerCall call)
    {
        WireReader request = call.OpenRequest();
        string name = StringCodec.Read(ref request);
        request.Complete();
        return name;
    }
}
