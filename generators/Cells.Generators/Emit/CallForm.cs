using Cells.Schema;

namespace Cells.Generators;

/// <summary>A method that a client has for a call.</summary>
internal enum CallForm
{
    /// <summary>Awaited; a stream is enumerated.</summary>
    Async,

    /// <summary>Blocks the thread.</summary>
    Blocking,

    /// <summary>An event, enumerated.</summary>
    Events,

    /// <summary>An event, enumerated, with options.</summary>
    EventsWithOptions,

    /// <summary>An event, handed to a handler.</summary>
    EventHandler,
}

/// <summary>The forms of calls.</summary>
internal static class CallForms
{
    /// <summary>What stands before the name of an event's handler form.</summary>
    public const string HandlerPrefix = "On";

    /// <summary>The forms that a client has for <paramref name="call"/>.</summary>
    public static CallForm[] Of(CallSchema call) => call.Kind switch
    {
        CallKind.Unary => [CallForm.Async, CallForm.Blocking],
        CallKind.Event => [CallForm.Events, CallForm.EventsWithOptions, CallForm.EventHandler],
        _ => [CallForm.Async],
    };

    /// <summary>The name of the method, not escaped.</summary>
    public static string NameOf(string call, CallForm form) => form switch
    {
        CallForm.Blocking => call,
        CallForm.EventHandler => $"{HandlerPrefix}{call}Async",
        _ => call + "Async",
    };

    /// <summary>The names that the methods of <paramref name="calls"/> have or could have.</summary>
    public static IEnumerable<string> NamesOf(IEnumerable<CallSchema> calls) => calls.SelectMany(static call => new[] { call.Name }.Concat(Of(call).Select(form => NameOf(call.Name, form))));
}
