using System.Globalization;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Reads the methods of a cell that are calls and events.</summary>
internal sealed class CallReader(ParseContext context, TypeReferenceReader references, CallbackReader callbacks, string cell)
{
    // What a generated client has for itself, and what every object has.
    private static readonly HashSet<string> ReservedNames = new(StringComparer.Ordinal)
    {
        "Connect", "Dispose", "With", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString",
    };

    private readonly ParameterReader _parameters = new(context, references, callbacks);

    /// <summary>The errors that were declared and are not this project's, by call.</summary>
    public List<UnresolvedError> UnresolvedErrors { get; } = [];

    /// <summary>The call that <paramref name="method"/> handles; null when it cannot be one.</summary>
    public ParsedCall? ReadCall(IMethodSymbol method, AttributeData attribute)
    {
        string name = SymbolNames.WithoutAsync(method.Name);
        string path = $"{cell}.{name}";
        bool isRight = CheckSignature(method, path);
        (HandlerReturn form, ITypeSymbol? resultType) = HandlerReturns.Of(method);
        isRight &= CheckReturn(method, resultType, path);
        (List<ParameterSchema> parameters, List<ArgumentModel> arguments) = _parameters.Read(method, path);
        TypeReference? result = resultType is null || !isRight
            ? null
            : references.Read(resultType, ContractSite.Of(method, path + ":result", isSignature: true, context.Cancel));
        EquatableArray<string> errors = ReadErrors(method, name, path);
        if (!isRight)
        {
            return null;
        }

        int? deadline = attribute.Named("DeadlineMs") as int?;
        if (deadline < 0)
        {
            context.Report(
                ContractRules.CallOption, method.Place(), path, "DeadlineMs", deadline.Value.ToString(CultureInfo.InvariantCulture), "at least 1, or 0 for none");
        }

        string? scope = attribute.Named("Scope") as string;
        if (scope is { } given && given.Trim().Length == 0)
        {
            context.Report(ContractRules.CallOption, method.Place(), path, "Scope", $"\"{given}\"", "a name; leave it out for none");
        }

        CallKind kind = KindOf(form, parameters);
        bool isExactlyOnce = attribute.Named("ExactlyOnce") is true;
        if (isExactlyOnce && kind != CallKind.Unary)
        {
            context.Report(ContractRules.ExactlyOnceStream, method.Place(), path);
        }

        CallSchema schema = new()
        {
            Name = name,
            Kind = kind,
            Parameters = parameters.ToEquatableArray(),
            Result = result,
            Errors = errors,
            IsIdempotent = attribute.Named("Idempotent") is true,
            IsExactlyOnce = isExactlyOnce,
            DeadlineMs = deadline > 0 ? deadline : null,
            Scope = scope,
            Obsolete = Deprecations.Read(context, method, path),
            Experimental = method.FindAttribute(MetadataNames.Experimental)?.Positional(0) as string,
            Documentation = ReadDocumentation(method, parameters),
        };
        HandlerModel handler = new()
        {
            CallIndex = -1,
            MethodName = method.Name,
            Return = form,
            IsBlocking = attribute.Named("Blocking") is true,
            IsLeased = attribute.Named("Leased") is true,
            Arguments = arguments.ToEquatableArray(),
        };
        return new ParsedCall(method, schema, handler, null);
    }

    /// <summary>The event that <paramref name="method"/> publishes; null when it cannot be one.</summary>
    public ParsedCall? ReadEvent(IMethodSymbol method, AttributeData attribute)
    {
        string name = SymbolNames.WithoutAsync(method.Name);
        string path = $"{cell}.{name}";
        string? wrong = method switch
        {
            { IsStatic: true } => "it is static: make it an instance method",
            { IsGenericMethod: true } => "it is generic: declare one event for each type",
            { IsPartialDefinition: false } => "declare it partial and without a body: the generator writes the body",
            _ when method.PartialImplementationPart is { } body && !IsGenerated(body) => "it has a body: remove it, the generator writes one",
            _ when !method.ReturnType.Is(MetadataNames.ValueTask) => $"it returns '{method.ReturnType.Display()}': let it return ValueTask",
            _ => null,
        };
        if (wrong is not null)
        {
            context.Report(ContractRules.EventDeclaration, method.Place(), path, wrong);
        }

        _parameters.CheckByReference(method, path);
        (List<ParameterSchema> parameters, List<ArgumentModel> arguments) = _parameters.Read(method, path);
        foreach (ParameterSchema parameter in parameters.Where(static parameter => parameter.IsStream))
        {
            context.Report(ContractRules.Stream, method.Place(), path, $"parameter '{parameter.Name}' of an event cannot be a stream: use a list");
        }

        if (parameters.Exists(static parameter => parameter.Callback is not null))
        {
            context.Report(ContractRules.EventDeclaration, method.Place(), path, "it takes a callback: subscribers have nothing to pass, only calls do");
        }

        if (wrong is not null)
        {
            return null;
        }

        string modifiers = method.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(context.Cancel))
            .OfType<MethodDeclarationSyntax>()
            .Select(static declaration => string.Join(" ", declaration.Modifiers.Select(static modifier => modifier.ValueText)))
            .FirstOrDefault() ?? "public partial";
        CallSchema schema = new()
        {
            Name = name,
            Kind = CallKind.Event,
            Parameters = parameters.ToEquatableArray(),
            Obsolete = Deprecations.Read(context, method, path),
            Experimental = method.FindAttribute(MetadataNames.Experimental)?.Positional(0) as string,
            Documentation = ReadDocumentation(method, parameters),
        };
        EventModel model = new()
        {
            CallIndex = -1,
            MethodName = method.Name,
            Modifiers = modifiers,
            Overflow = attribute.NamedEnum("Overflow") ?? "DropOldest",
            Arguments = arguments.ToEquatableArray(),
        };
        return new ParsedCall(method, schema, null, model);
    }

    private static bool IsGenerated(IMethodSymbol method) =>
        method.Place()?.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) == true;

    private static CallKind KindOf(HandlerReturn form, List<ParameterSchema> parameters) => (form, parameters.Any(static parameter => parameter.IsStream)) switch
    {
        (HandlerReturn.Stream, true) => CallKind.Duplex,
        (HandlerReturn.Stream, false) => CallKind.ServerStream,
        (_, true) => CallKind.ClientStream,
        _ => CallKind.Unary,
    };

    private bool CheckSignature(IMethodSymbol method, string path)
    {
        string? wrong = method switch
        {
            { IsStatic: true } => "static",
            { DeclaredAccessibility: not Accessibility.Public } => method.DeclaredAccessibility.ToString().ToLowerInvariant(),
            { IsAbstract: true } => "abstract",
            { MethodKind: not MethodKind.Ordinary } => "no ordinary method",
            _ => null,
        };
        if (wrong is not null)
        {
            context.Report(ContractRules.CallNotPublicInstance, method.Place(), path, wrong);
        }

        if (method.IsGenericMethod)
        {
            context.Report(ContractRules.GenericCall, method.Place(), path);
        }

        string name = SymbolNames.WithoutAsync(method.Name);
        if (ReservedNames.Contains(name))
        {
            context.Report(ContractRules.ReservedCallName, method.Place(), path, name);
        }

        return _parameters.CheckByReference(method, path) && wrong is null && !method.IsGenericMethod;
    }

    private bool CheckReturn(IMethodSymbol method, ITypeSymbol? result, string path)
    {
        string? instead = method switch
        {
            { ReturnsVoid: true, IsAsync: true } => "ValueTask: the caller of an 'async void' method cannot tell when it ends",
            { ReturnsByRef: true } or { ReturnsByRefReadonly: true } => "the value: a reference cannot cross",
            _ when result.Is(MetadataNames.AsyncEnumerable) && !method.ReturnType.Is(MetadataNames.AsyncEnumerable) => $"{result!.Display()} itself",
            _ when result.Is(MetadataNames.AsyncEnumerable) => "a stream of items, not of streams",
            _ when result.Is(MetadataNames.Task) || result.Is(MetadataNames.ValueTask) || result.Is(MetadataNames.TaskOfT) || result.Is(MetadataNames.ValueTaskOfT)
                => "the inner task itself",
            _ => null,
        };
        if (instead is not null)
        {
            context.Report(ContractRules.ReturnType, method.Place(), path, method.ReturnType.Display(), instead);
        }

        if (method.ReturnType.Is(MetadataNames.AsyncEnumerable) && method.ReturnType.NullableAnnotation == NullableAnnotation.Annotated)
        {
            context.Report(ContractRules.Stream, method.Place(), path, "the result may be null: a stream without items is the way to say nothing");
        }

        return instead is null;
    }

    private EquatableArray<string> ReadErrors(IMethodSymbol method, string name, string path)
    {
        List<string> errors = [];
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (!attribute.AttributeClass.Is(MetadataNames.Throws) || attribute.AttributeClass!.TypeArguments[0] is not INamedTypeSymbol error)
            {
                continue;
            }

            ContractSite site = ContractSite.Of(method, $"{path}!{error.Name}", isSignature: true, context.Cancel);
            if (error.TypeKind == Microsoft.CodeAnalysis.TypeKind.Error || context.Options.IsDependencyType(error.OriginalDefinition.SchemaName()))
            {
                UnresolvedErrors.Add(new UnresolvedError(name, references.DescribeError(error, site)));
            }
            else if (CheckError(error, site))
            {
                references.Types.ReachError(error);
                errors.Add(error.SchemaName());
            }
        }

        return errors.Distinct().OrderBy(static error => error, StringComparer.Ordinal).ToEquatableArray();
    }

    private bool CheckError(INamedTypeSymbol error, ContractSite site)
    {
        string? wrong = error switch
        {
            _ when error.Is(MetadataNames.CellException) => "every call may fail with it: declare the errors derived from it",
            _ when !SymbolEqualityComparer.Default.Equals(error.ContainingAssembly, context.Compilation.Assembly) =>
                $"it is declared in '{error.ContainingAssembly?.Name}': only errors of the cell itself or of a dependency cross",
            { IsAbstract: true } => "it is abstract: declare the errors derived from it",
            { IsGenericType: true } => "it is generic: declare one error for each type",
            { IsFileLocal: true } or { DeclaredAccessibility: Accessibility.Private or Accessibility.Protected } => "generated code cannot reach it: make it public",
            _ => null,
        };
        if (wrong is not null)
        {
            context.Report(ContractRules.DeclaredError, site.Place, site.Path, error.Display(), wrong);
        }

        return wrong is null;
    }

    private string? ReadDocumentation(IMethodSymbol method, List<ParameterSchema> parameters) =>
        Documentation.Read(context, method, name => parameters.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal)));
}

/// <summary>One method of the contract: a call with its handler, or an event.</summary>
internal sealed record ParsedCall(IMethodSymbol Method, CallSchema Schema, HandlerModel? Handler, EventModel? Event);
