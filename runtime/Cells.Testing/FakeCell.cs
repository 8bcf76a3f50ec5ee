using Cells.Binding;
using Cells.Hosting;
using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>A cell that answers as the test says. A call without an answer fails with <see cref="CellStatus.Unimplemented"/>, and says so.</summary>
/// <remarks>It checks what a real one would: arguments and results are those of the contract. It answers calls of one request and one answer; for streams and events write a cell class.</remarks>
public class FakeCell : TestCell
{
    internal FakeCell(TestMesh mesh, string name, FakeDispatcher dispatcher)
        : base(mesh, name)
        => Dispatcher = dispatcher;

    /// <summary>The calls that came in, in their order.</summary>
    public IReadOnlyList<FakeCall> Calls => [.. Dispatcher.Calls];

    private protected FakeDispatcher Dispatcher { get; }

    /// <summary>Begins an answer to a call, whatever its arguments. Of several answers, the one given last counts.</summary>
    /// <param name="call">The call's name: <c>Get</c> or <c>GetAsync</c>.</param>
    /// <exception cref="ArgumentException">The contract has no such call, or it is a stream or an event.</exception>
    public FakeJsonAnswer On(string call) => new(new AnswerSlot(Dispatcher, Dispatcher.Find(call), null));

    /// <summary>Begins an answer to a call with certain arguments.</summary>
    /// <param name="call">The call's name.</param>
    /// <param name="arguments">A JSON object with the parameters' names.</param>
    /// <exception cref="ArgumentException">The contract has no such call, or it is a stream or an event.</exception>
    /// <exception cref="JsonBindingException">They are no arguments of the call.</exception>
    public FakeJsonAnswer On(string call, string arguments)
    {
        int index = Dispatcher.Find(call);
        return new(new AnswerSlot(Dispatcher, index, Dispatcher.Binder.BindArguments(Dispatcher.Schema.Calls[index], arguments)));
    }

    private protected override CellDispatcher CreateDispatcher() => Dispatcher;
}
