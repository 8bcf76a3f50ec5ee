using Cells.Schema;

namespace Cells.Generators;

/// <summary>Replaces the names that a project does not declare by references to its dependencies' types.</summary>
internal sealed class ReferenceBinder(DependencyTypes dependencies)
{
    private readonly List<string> _reached = [];

    /// <summary>The schema names of the dependencies' types that were referred to.</summary>
    public IReadOnlyList<string> Reached => _reached;

    /// <summary>A name meant nothing, or more than one thing.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>The call over real references, with its errors.</summary>
    public CallSchema Bind(CallSchema call, EquatableArray<UnresolvedError> errors) => call with
    {
        Parameters = call.Parameters.Select(Bind).ToEquatableArray(),
        Result = call.Result is null ? null : Bind(call.Result),
        Errors = call.Errors
            .Concat(errors
                .Where(error => string.Equals(error.Call, call.Name, StringComparison.Ordinal))
                .Select(error => Find(error.Error.Name, isError: true)?.Name)
                .OfType<string>())
            .Distinct(StringComparer.Ordinal)
            .OrderBy(static name => name, StringComparer.Ordinal)
            .ToEquatableArray(),
    };

    /// <summary>The type over real references.</summary>
    public TypeSchema Bind(TypeSchema type) => type with { Members = type.Members.Select(Bind).ToEquatableArray() };

    private ParameterSchema Bind(ParameterSchema parameter)
    {
        TypeReference type = Bind(parameter.Type);
        return parameter with { Type = type, Default = parameter.Type is UnresolvedReference ? Bind(parameter.Default, type) : parameter.Default };
    }

    private MemberSchema Bind(MemberSchema member)
    {
        TypeReference type = Bind(member.Type);
        if (member.Type is not UnresolvedReference || member.Default is null)
        {
            return member with { Type = type };
        }

        DefaultValue? value = Bind(member.Default, type);
        return member with { Type = type, Default = value, HasOpaqueInitializer = value is null && member.Default.Kind == DefaultKind.EnumName };
    }

    private TypeReference Bind(TypeReference reference) => reference switch
    {
        UnresolvedReference unresolved => Bind(unresolved),
        NamedReference named => named with { Arguments = named.Arguments.Select(Bind).ToEquatableArray() },
        CollectionReference collection => collection with { Element = Bind(collection.Element) },
        MapReference map => map with { Key = Bind(map.Key), Value = Bind(map.Value) },
        PairReference pair => pair with { Key = Bind(pair.Key), Value = Bind(pair.Value) },
        TupleReference tuple => tuple with { Elements = tuple.Elements.Select(element => element with { Type = Bind(element.Type) }).ToEquatableArray() },
        _ => reference,
    };

    private TypeReference Bind(UnresolvedReference unresolved)
    {
        EquatableArray<TypeReference> arguments = unresolved.Arguments.Select(Bind).ToEquatableArray();
        return Find(unresolved.Name, isError: false) is { } type
            ? new NamedReference(type.Name, arguments) { IsNullable = unresolved.IsNullable }
            : unresolved;
    }

    private TypeSchema? Find(UnresolvedName name, bool isError)
    {
        TypeSchema? type = dependencies.Resolve(name);
        if (type is null || (type.Kind == TypeKind.Error) != isError)
        {
            IsIncomplete = true;
            return null;
        }

        _reached.Add(type.Name);
        return type;
    }

    // The parser saw the words of a default, not its type.
    private DefaultValue? Bind(DefaultValue? value, TypeReference reference)
    {
        if (value is null || reference is not NamedReference named || dependencies.Find(named.Name) is not { } type)
        {
            return value;
        }

        switch (value.Kind)
        {
            case DefaultKind.Zero when type.Kind is not (TypeKind.Struct or TypeKind.RecordStruct or TypeKind.Enum):
                return null;
            case DefaultKind.EnumName:
                long number = 0;
                foreach (string name in value.Text.Split([", "], StringSplitOptions.None))
                {
                    if (type.Values.FirstOrDefault(item => string.Equals(item.Name, name, StringComparison.Ordinal)) is not { } found)
                    {
                        return null;
                    }

                    number |= found.Number;
                }

                return value with
                {
                    Text = EnumReader.NameOf(
                        [.. type.Values.Select(static item => (item.Name, item.Number))], type.IsFlags, type.Underlying == PrimitiveKind.UInt64, number),
                };
            default:
                return value;
        }
    }
}
