using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Tells how a method hands over its result.</summary>
internal static class HandlerReturns
{
    /// <summary>The form, and the type of the result or of one item; null without a result.</summary>
    public static (HandlerReturn Form, ITypeSymbol? Result) Of(IMethodSymbol method) => method.ReturnType switch
    {
        { SpecialType: SpecialType.System_Void } => (HandlerReturn.Void, null),
        INamedTypeSymbol named when named.Is(MetadataNames.Task) => (HandlerReturn.Task, null),
        INamedTypeSymbol named when named.Is(MetadataNames.ValueTask) => (HandlerReturn.ValueTask, null),
        INamedTypeSymbol named when named.Is(MetadataNames.TaskOfT) => (HandlerReturn.TaskOfT, named.TypeArguments[0]),
        INamedTypeSymbol named when named.Is(MetadataNames.ValueTaskOfT) => (HandlerReturn.ValueTaskOfT, named.TypeArguments[0]),
        INamedTypeSymbol named when named.Is(MetadataNames.AsyncEnumerable) => (HandlerReturn.Stream, named.TypeArguments[0]),
        ITypeSymbol other => (HandlerReturn.Value, other),
    };
}
