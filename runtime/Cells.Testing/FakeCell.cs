using Cells.Binding;
using Cells.Hosting;
using Cells.Testing.Fakes;

namespace Cells.Testing;

/// <summary>A cell that answers as the test says. A call without an answer fails with <see cref="CellStatus.Unimplemented"/>, and says so.</summary>
/// <remarks>It checks what a real one would: arguments, results and items are those of the contract.</remarks>
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
    /// <exception cref="ArgumentException">The contract has no such call, or it is an event.</exception>
    public FakeJsonAnswer On(string call) => new(new AnswerSlot(Dispatcher, Dispatcher.FindCall(call), null));

    /// <summary>Begins an answer to a call with certain arguments.</summary>
    /// <param name="call">The call's name.</param>
    /// <param name="arguments">A JSON object with the names of the parameters that are no streams; a callback is <c>true</c> for one that is passed.</param>
    /// <exception cref="ArgumentException">The contract has no such call, or it is an event.</exception>
    /// <exception cref="JsonBindingException">They are no arguments of the call.</exception>
    public FakeJsonAnswer On(string call, string arguments)
    {
        int index = Dispatcher.FindCall(call);
        return new(new AnswerSlot(Dispatcher, index, Dispatcher.Binder.BindArguments(Dispatcher.Schema.Calls[index], arguments)));
    }

    /// <summary>An event, to be published as JSON.</summary>
    /// <param name="name">The event's name: <c>PriceChanged</c>.</param>
    /// <exception cref="ArgumentException">The contract has no such event.</exception>
    public FakeJsonEvent Event(string name) => new(Dispatcher, Dispatcher.FindEvent(name));

    private protected override CellDispatcher CreateDispatcher() => Dispatcher;
}
