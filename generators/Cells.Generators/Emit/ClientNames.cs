using Cells.Schema;

namespace Cells.Generators;

/// <summary>Names what a client declares for each of its calls, in the scope that the calls' methods share.</summary>
internal sealed class ClientNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _callbacks = new(StringComparer.Ordinal);

    public ClientNames(CallSchema[] calls, TypeScope scope)
    {
        UniqueNames taken = new(ReservedMembers.OfClients);
        foreach (string name in CallForms.NamesOf(calls).Concat(OldNames.Of(calls, scope).SelectMany(static alias => CallForms.NamesOf([alias.Call with { Name = alias.Name }]))))
        {
            taken.Reserve(name);
        }

        foreach (CallbackSchema callback in scope.Schema.Callbacks)
        {
            _callbacks[callback.Name] = taken.Take(CallbackNames.Stem(callback.Name) + "Dispatcher");
        }

        Empty = taken.Take("NoArguments");
        foreach (CallSchema call in calls)
        {
            _names[call.Name] = call.Kind == CallKind.Event
                ? taken.Take(call.Name + "Decoder")
                : PayloadEmitter.HasArguments(call) ? taken.Take(call.Name + "Payload") : Empty;
        }
    }

    /// <summary>The arguments of a call that has none.</summary>
    public string Empty { get; }

    /// <summary>The struct of the call's arguments, or the one that reads an event.</summary>
    public string Of(CallSchema call) => _names[call.Name];

    /// <summary>The struct that runs the methods of a callback interface.</summary>
    public string OfCallback(string callback) => _callbacks[callback];
}
