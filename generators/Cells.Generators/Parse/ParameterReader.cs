using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads the parameters of calls, events and callback methods.</summary>
/// <param name="context">The parse.</param>
/// <param name="references">Reads the types.</param>
/// <param name="callbacks">Reads the interfaces that calls take implementations of; null where no parameter may be one.</param>
internal sealed class ParameterReader(ParseContext context, TypeReferenceReader references, CallbackReader? callbacks)
{
    /// <summary>The parameters of the contract, and all arguments in C# order.</summary>
    public (List<ParameterSchema> Parameters, List<ArgumentModel> Arguments) Read(IMethodSymbol method, string path)
    {
        List<ParameterSchema> parameters = [];
        List<ArgumentModel> arguments = [];
        RenamedNames renamed = new(context);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (KindOf(parameter.Type) is { } kind)
            {
                arguments.Add(new ArgumentModel(kind, parameter.Name, -1));
                continue;
            }

            bool isStream = parameter.Type.Is(MetadataNames.AsyncEnumerable);
            CheckStream(parameter, parameters, path, isStream);
            if (Read(parameter, $"{path}({parameter.Name})", isStream) is { } read)
            {
                arguments.Add(new ArgumentModel(ArgumentKind.Parameter, parameter.Name, parameters.Count));
                parameters.Add(read with { OldNames = renamed.Read(parameter, $"{path}({parameter.Name})") });
            }
        }

        renamed.CheckAgainst(parameters.Select(static parameter => parameter.Name));
        return (parameters, arguments);
    }

    /// <summary>Whether every parameter is passed by value; reports those that are not.</summary>
    public bool CheckByReference(IMethodSymbol method, string path)
    {
        foreach (IParameterSymbol parameter in method.Parameters.Where(static parameter => parameter.RefKind != RefKind.None))
        {
            string modifier = parameter.RefKind == RefKind.RefReadOnlyParameter ? "ref readonly" : parameter.RefKind.ToString().ToLowerInvariant();
            context.Report(ContractRules.ParameterByReference, parameter.Place(), path, parameter.Name, modifier);
        }

        return method.Parameters.All(static parameter => parameter.RefKind == RefKind.None);
    }

    // What a handler is given that is no part of the contract. The context is a struct: one that may be missing, for other callers of the method, is a Nullable of it.
    private static ArgumentKind? KindOf(ITypeSymbol type)
    {
        ITypeSymbol given = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional ? optional.TypeArguments[0] : type;
        return type.Is(MetadataNames.CancellationToken) ? ArgumentKind.Cancellation
            : given.Is(MetadataNames.CallContext) ? ArgumentKind.Context
            : null;
    }

    private ParameterSchema? Read(IParameterSymbol parameter, string path, bool isStream)
    {
        if (callbacks is not null && CallbackReader.IsCallback(parameter.Type))
        {
            INamedTypeSymbol callback = (INamedTypeSymbol)parameter.Type;
            ConstraintReader.Read(context, path, parameter.Type, parameter);
            return new ParameterSchema
            {
                Name = parameter.Name,
                Type = new PrimitiveReference(PrimitiveKind.Boolean),
                Callback = callbacks.Reach(callback, path, parameter.Place()),
                IsOptionalCallback = parameter.NullableAnnotation == NullableAnnotation.Annotated,

                // On the wire stands whether an implementation was passed.
                Default = parameter.HasExplicitDefaultValue ? new DefaultValue(DefaultKind.Boolean, "false") : null,
            };
        }

        ITypeSymbol type = isStream ? ((INamedTypeSymbol)parameter.Type).TypeArguments[0] : parameter.Type;
        return references.Read(type, ContractSite.Of(parameter, path, isSignature: true, context.Cancel)) is { } reference
            ? new ParameterSchema
            {
                Name = parameter.Name,
                Type = reference,
                IsStream = isStream,
                Default = isStream ? null : DefaultReader.ReadParameter(context, parameter),
                Constraints = ConstraintReader.Read(context, path, type, parameter),
            }
            : null;
    }

    private void CheckStream(IParameterSymbol parameter, List<ParameterSchema> before, string path, bool isStream)
    {
        if (isStream && before.Any(static other => other.IsStream))
        {
            context.Report(ContractRules.Stream, parameter.Place(), path, $"parameter '{parameter.Name}' is a second stream: a call has one at most");
        }

        if (isStream && parameter.Type.NullableAnnotation == NullableAnnotation.Annotated)
        {
            context.Report(ContractRules.Stream, parameter.Place(), path, $"parameter '{parameter.Name}' may be null: a stream without items is the way to say nothing");
        }
    }
}
