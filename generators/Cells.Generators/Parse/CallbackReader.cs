using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads the interfaces that calls take implementations of, each once.</summary>
internal sealed class CallbackReader(ParseContext context, TypeReferenceReader references)
{
    private readonly SortedDictionary<string, (CallbackSchema Schema, CallbackModel Model)> _found = new(StringComparer.Ordinal);
    private readonly ParameterReader _parameters = new(context, references, callbacks: null);

    /// <summary>The interfaces, ordered by name.</summary>
    public IEnumerable<CallbackSchema> Schemas => _found.Values.Select(static found => found.Schema);

    /// <summary>What C# says of their methods, in the same order.</summary>
    public IEnumerable<CallbackModel> Models => _found.Values.Select(static found => found.Model);

    /// <summary>Whether <paramref name="type"/> is marked as an interface that clients implement.</summary>
    public static bool IsCallback(ITypeSymbol type) => type.TypeKind == Microsoft.CodeAnalysis.TypeKind.Interface && type.HasAttribute(MetadataNames.Callback);

    /// <summary>Reads <paramref name="callback"/> unless it has been; its name.</summary>
    public string Reach(INamedTypeSymbol callback, string path, Location? place)
    {
        string name = callback.SchemaName();
        if (_found.ContainsKey(name))
        {
            return name;
        }

        if (WrongWith(callback) is { } wrong)
        {
            bool isOwn = SymbolEqualityComparer.Default.Equals(callback.ContainingAssembly, context.Compilation.Assembly);
            context.Report(ContractRules.CallbackDeclaration, isOwn ? callback.Place() : place, isOwn ? callback.Name : path, wrong);
        }

        List<(CallSchema Schema, HandlerModel Model)> methods = ReadMethods(callback);
        CallbackSchema schema = new()
        {
            Name = name,
            Methods = methods.Select(static method => method.Schema).ToEquatableArray(),
            OldNames = new RenamedNames(context).Read(callback, callback.Name),
            Obsolete = Deprecations.Read(context, callback, callback.Name),
            Documentation = Documentation.Read(context, callback, static _ => false),
        };
        _found.Add(name, (schema, new CallbackModel(name, methods.Select(static (method, index) => method.Model with { CallIndex = index }).ToEquatableArray())));
        return name;
    }

    private string? WrongWith(INamedTypeSymbol callback) => callback switch
    {
        _ when !SymbolEqualityComparer.Default.Equals(callback.ContainingAssembly, context.Compilation.Assembly) =>
            $"'{callback.Display()}' is declared in '{callback.ContainingAssembly?.Name}': declare the interface in the cell",
        { IsGenericType: true } => "it is generic: declare one interface for each type",
        { ContainingType: not null } => "it is nested: declare it directly in a namespace",
        { IsFileLocal: true } => "it is file-local: make it public or internal",
        { Interfaces.IsEmpty: false } => $"it derives from '{callback.Interfaces[0].Display()}': declare all its methods in one interface",
        _ when callback.GetMembers().FirstOrDefault(static member => member is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsStatic: false, IsAbstract: true }
            && !(member is IMethodSymbol { AssociatedSymbol: not null })) is { } member =>
            $"'{member.Name}' is no method that clients implement: a callback has only such methods, without a body",
        _ when callback.GetMembers().IsEmpty => "it has no methods",
        _ => null,
    };

    private List<(CallSchema Schema, HandlerModel Model)> ReadMethods(INamedTypeSymbol callback)
    {
        SortedDictionary<string, (CallSchema, HandlerModel)> methods = new(StringComparer.Ordinal);
        RenamedNames renamed = new(context);
        foreach (IMethodSymbol method in callback.GetMembers().OfType<IMethodSymbol>().Where(static method => method.MethodKind == MethodKind.Ordinary))
        {
            string name = SymbolNames.WithoutAsync(method.Name);
            string path = $"{callback.Name}.{name}";
            if (methods.ContainsKey(name))
            {
                Report(method, path, "another method has the same name: a trailing Async is no part of it, and there are no overloads");
            }
            else if (ReadMethod(method, name, path) is { } read)
            {
                methods.Add(name, (read.Schema with { OldNames = renamed.Read(method, path) }, read.Model));
            }
        }

        renamed.CheckAgainst(methods.Keys);
        return [.. methods.Values];
    }

    private (CallSchema Schema, HandlerModel Model)? ReadMethod(IMethodSymbol method, string name, string path)
    {
        (HandlerReturn form, ITypeSymbol? resultType) = HandlerReturns.Of(method);
        string? wrong = method switch
        {
            _ when form is not (HandlerReturn.Task or HandlerReturn.TaskOfT or HandlerReturn.ValueTask or HandlerReturn.ValueTaskOfT) =>
                $"it returns '{method.ReturnType.Display()}': return Task, ValueTask, Task<T> or ValueTask<T>, since the answer comes from another process",
            { IsGenericMethod: true } => "it is generic: declare one method for each type",
            _ when method.HasAttribute(MetadataNames.Call) =>
                "it is marked [Call], whose options do not hold for callbacks: deadline and delivery are those of the call that passes the callback",
            _ when method.HasAttribute(MetadataNames.Throws) => "it declares an error: the cell sees what an implementation throws as a CellException with its status",
            _ when method.Parameters.FirstOrDefault(static parameter => IsForeign(parameter.Type)) is { } parameter =>
                $"parameter '{parameter.Name}' is '{parameter.Type.Display()}': streams, callbacks and contexts do not cross in a callback",
            _ => null,
        };
        if (wrong is not null)
        {
            Report(method, path, wrong);
            return null;
        }

        if (!_parameters.CheckByReference(method, path))
        {
            return null;
        }

        (List<ParameterSchema> parameters, List<ArgumentModel> arguments) = _parameters.Read(method, path);
        TypeReference? result = resultType is null
            ? null
            : references.Read(resultType, ContractSite.Of(method, path + ":result", isSignature: true, context.Cancel));
        CallSchema schema = new()
        {
            Name = name,
            Kind = CallKind.Unary,

            // A default is for who calls, and that is the cell alone.
            Parameters = parameters.Select(static parameter => parameter with { Default = null }).ToEquatableArray(),
            Result = result,
            Obsolete = Deprecations.Read(context, method, path),
            Documentation = Documentation.Read(
                context, method, parameter => parameters.Any(known => string.Equals(known.Name, parameter, StringComparison.Ordinal))),
        };
        return (schema, new HandlerModel { CallIndex = -1, MethodName = method.Name, Return = form, Arguments = arguments.ToEquatableArray() });
    }

    private void Report(IMethodSymbol method, string path, string wrong) => context.Report(ContractRules.CallbackDeclaration, method.Place(), path, wrong);

    private static bool IsForeign(ITypeSymbol type) => type.Is(MetadataNames.AsyncEnumerable) || type.Is(MetadataNames.CallContext) || IsCallback(type);
}
