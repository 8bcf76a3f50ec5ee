using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>The rules for the use of clients and for handlers. CELL3002 and CELL3003 are the generator's, about schemas of dependencies.</summary>
internal static class UsageDiagnostics
{
    /// <summary>Arguments: call, what blocks.</summary>
    public static readonly DiagnosticDescriptor BlockingWait = Create(
        "CELL3010",
        "Call is waited for by blocking",
        "'{0}' is blocked on: a ValueTask is awaited, and has no result before it completes; await it, or call '{1}', which blocks by design");

    /// <summary>Arguments: blocking form, awaitable form.</summary>
    public static readonly DiagnosticDescriptor BlockingCallInAsync = Create(
        "CELL3011",
        "Blocking call in an async method",
        "'{0}' blocks the thread of an async method until the answer arrives; await '{1}'");

    /// <summary>Arguments: handler, what blocks.</summary>
    public static readonly DiagnosticDescriptor HandlerBlocks = Create(
        "CELL3012",
        "Handler blocks the connection",
        "'{0}' may run on the thread that reads its connection, and {1} keeps every other call of that connection waiting; make it async, or mark it [Call(Blocking = true)]");

    /// <summary>Arguments: call, blocking form.</summary>
    public static readonly DiagnosticDescriptor NotAwaited = Create(
        "CELL3013",
        "Call is not awaited",
        "Nobody awaits '{0}', so that nobody learns whether it failed; await it in an async method, or call '{1}'");

    /// <summary>Arguments: variable.</summary>
    public static readonly DiagnosticDescriptor AwaitedTwice = Create(
        "CELL3014",
        "ValueTask of a call is used twice",
        "'{0}' is a ValueTask and was used up before: its memory may serve another call by now; use the result of the first await, or convert it once with AsTask()");

    /// <summary>Arguments: call.</summary>
    public static readonly DiagnosticDescriptor StreamNotEnumerated = Create(
        "CELL3015",
        "Stream is never enumerated",
        "Nothing happens before the stream of '{0}' is enumerated; use 'await foreach'");

    /// <summary>Arguments: client, where.</summary>
    public static readonly DiagnosticDescriptor ClientPerCall = Create(
        "CELL3020",
        "Client is created for every call",
        "A '{0}' is connected and thrown away {1}; one client serves all calls and reconnects by itself: take '{2}' through the constructor, or create it once");

    /// <summary>Arguments: variable, client.</summary>
    public static readonly DiagnosticDescriptor ClientNotDisposed = Create(
        "CELL3021",
        "Client is not disposed",
        "'{0}' is never disposed, so that its connection stays open; declare it with 'await using'");

    /// <summary>Arguments: call, token.</summary>
    public static readonly DiagnosticDescriptor TokenNotPassed = Create(
        "CELL3030",
        "Token is not passed on",
        "'{0}' goes on when '{1}' is cancelled; pass '{1}'");

    /// <summary>Every rule.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        BlockingWait,
        BlockingCallInAsync,
        HandlerBlocks,
        NotAwaited,
        AwaitedTwice,
        StreamNotEnumerated,
        ClientPerCall,
        ClientNotDisposed,
        TokenNotPassed,
    ];

    private static DiagnosticDescriptor Create(string id, string title, string message) => new(
        id,
        title,
        message,
        category: "Cells.Usage",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.LinkOf(id));
}
