using System.Buffers;
using System.Collections.Concurrent;
using Cells.Binding;
using Cells.Connections;
using Cells.Hosting;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Testing.Fakes;

/// <summary>Answers the calls of a contract as a test says, and publishes its events.</summary>
internal sealed class FakeDispatcher(CellContract contract, CellSchema schema) : CellDispatcher(contract)
{
    private readonly Lock _gate = new();
    private readonly List<PreparedAnswer> _answers = [];

    /// <summary>The schema of the contract.</summary>
    public CellSchema Schema => schema;

    /// <summary>Converts between JSON and the wire.</summary>
    public JsonWireBinder Binder { get; } = new(schema);

    /// <summary>The calls that came in.</summary>
    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    /// <summary>Those who are subscribed to events.</summary>
    public Subscriptions Subscriptions { get; } = new();

    /// <summary>Adds an answer, which counts before those that are there.</summary>
    public void Add(PreparedAnswer answer)
    {
        lock (_gate)
        {
            _answers.Add(answer);
        }
    }

    /// <summary>The call named <paramref name="name"/>, with or without <c>Async</c>.</summary>
    /// <exception cref="ArgumentException">The contract has no such call, or it is an event.</exception>
    public int FindCall(string name)
    {
        int index = Find(name);
        return schema.Calls[index].Kind == CallKind.Event
            ? throw new ArgumentException($"{schema.Contract}.{schema.Calls[index].Name} is an event, which is published and not answered: take it from Event", nameof(name))
            : index;
    }

    /// <summary>The event named <paramref name="name"/>, with or without <c>Async</c>.</summary>
    /// <exception cref="ArgumentException">The contract has no such event.</exception>
    public int FindEvent(string name)
    {
        int index = Find(name);
        return schema.Calls[index].Kind == CallKind.Event
            ? index
            : throw new ArgumentException($"{schema.Contract}.{schema.Calls[index].Name} is no event: give it an answer with On", nameof(name));
    }

    /// <inheritdoc/>
    public override ValueTask DispatchAsync(ServerCall call)
    {
        if (call.Index >= schema.Calls.Count)
        {
            return call.ReplyUnimplemented();
        }

        CallSchema declared = schema.Calls[call.Index];
        byte[] request = ReadRequest(call);
        if (declared.Kind == CallKind.Event)
        {
            return Subscriptions.ReplyAsync(call);
        }

        FakeCall received = new(declared.Name, Binder.ReadArguments(declared, new ReadOnlySequence<byte>(request)));
        Calls.Enqueue(received);
        PreparedAnswer answer = FindAnswer(call.Index, request) ?? throw new CellException(
            CellStatus.Unimplemented, $"the fake '{schema.Contract}' has no answer to {received.Name} {received.Arguments}: give it one with On")
        {
            Outcome = CallOutcome.NotExecuted,
        };
        return answer.ReplyAsync(call, new FakeInvocation(this, call, declared, received));
    }

    /// <inheritdoc/>
    public override bool TryWriteError(int call, CellException error, out string name, ref WireWriter writer)
    {
        name = error.GetType().FullName?.Replace('+', '.') ?? "";
        if (call >= schema.Calls.Count || !schema.Calls[call].Errors.Contains(name))
        {
            return false;
        }

        DeclaredErrors.Write(this, error, name, ref writer);
        return true;
    }

    private int Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string plain = schema.FindCall(name) is null && name.EndsWith("Async", StringComparison.Ordinal) ? name[..^"Async".Length] : name;
        int index = schema.Calls.TakeWhile(call => call.Name != plain).Count();
        return index == schema.Calls.Count
            ? throw new ArgumentException($"{schema.Contract} has no call '{plain}'; it has: {string.Join(", ", schema.Calls.Select(static call => call.Name))}", nameof(name))
            : index;
    }

    private static byte[] ReadRequest(ServerCall call)
    {
        WireReader reader = call.OpenRequest();
        byte[] bytes = new byte[reader.Remaining];
        reader.ReadBytes(bytes, null);
        return bytes;
    }

    private PreparedAnswer? FindAnswer(int index, byte[] request)
    {
        lock (_gate)
        {
            return _answers.FindLast(answer => answer.Index == index && (answer.Request is null || answer.Request.AsSpan().SequenceEqual(request)));
        }
    }
}
