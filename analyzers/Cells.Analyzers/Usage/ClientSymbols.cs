using System.Collections.Concurrent;
using Cells.Generators;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>Recognises generated clients and their members, whatever they are called.</summary>
internal sealed class ClientSymbols
{
    private const string Channel = "Cells.Connections.CellChannel";
    private const string GeneratedCode = "System.CodeDom.Compiler.GeneratedCodeAttribute";
    private const string Async = "Async";

    private readonly INamedTypeSymbol _channel;
    private readonly ConcurrentDictionary<INamedTypeSymbol, ClientKind> _kinds = new(SymbolEqualityComparer.Default);

    private ClientSymbols(INamedTypeSymbol channel) => _channel = channel;

    /// <summary>What recognises the clients of <paramref name="compilation"/>; null when it does not know the runtime, and so has none.</summary>
    public static ClientSymbols? Find(Compilation compilation) => compilation.GetTypeByMetadataName(Channel) is { } channel ? new ClientSymbols(channel) : null;

    /// <summary>Whether <paramref name="type"/> is a generated client class.</summary>
    public bool IsClient(ITypeSymbol? type) => type is INamedTypeSymbol { TypeKind: TypeKind.Class } named && KindOf(named) == ClientKind.Class;

    /// <summary>Whether <paramref name="method"/> calls a cell, in either form.</summary>
    public bool IsCall(IMethodSymbol method) =>
        // Last and cheapest to tell: every form of a call takes a token.
        method is { IsStatic: false, MethodKind: MethodKind.Ordinary, Parameters: { Length: > 0 } parameters }
        && parameters[parameters.Length - 1].Type.Is(MetadataNames.CancellationToken)
        && KindOf(method.ContainingType) != ClientKind.None;

    /// <summary>Whether <paramref name="method"/> calls a cell and is to be awaited.</summary>
    public bool IsAwaitableCall(IMethodSymbol method) => IsCall(method) && IsAwaitable(method);

    /// <summary>Whether <paramref name="method"/> calls a cell and blocks.</summary>
    public bool IsBlockingCall(IMethodSymbol method) => IsCall(method) && !IsAwaitable(method) && !method.ReturnType.Is(MetadataNames.AsyncEnumerable);

    /// <summary>Whether <paramref name="method"/> creates a connected client.</summary>
    public bool IsConnect(IMethodSymbol method) =>
        method is { IsStatic: true, Name: "ConnectAsync", ReturnType: INamedTypeSymbol { TypeArguments.Length: 1 } task }
        && SymbolEqualityComparer.Default.Equals(task.TypeArguments[0], method.ContainingType)
        && IsClient(method.ContainingType);

    /// <summary>The other form of a call: <c>Get</c> of <c>GetAsync</c>, or the reverse.</summary>
    public static string OtherForm(IMethodSymbol call) => IsAwaitable(call) ? SymbolNames.WithoutAsync(call.Name) : call.Name + Async;

    private static bool IsAwaitable(IMethodSymbol method) => method.ReturnType.Is(MetadataNames.ValueTask) || method.ReturnType.Is(MetadataNames.ValueTaskOfT);

    private ClientKind KindOf(INamedTypeSymbol type) => _kinds.GetOrAdd(type, candidate =>
        candidate.FindAttribute(GeneratedCode)?.Positional(0) as string != "Cells" ? ClientKind.None
        : candidate.TypeKind == TypeKind.Interface ? ClientKind.Interface
        : candidate.InstanceConstructors.Any(constructor => constructor.Parameters is { Length: 1 } parameters && SymbolEqualityComparer.Default.Equals(parameters[0].Type, _channel)) ? ClientKind.Class
        : ClientKind.None);

    private enum ClientKind
    {
        None,
        Interface,
        Class,
    }
}
