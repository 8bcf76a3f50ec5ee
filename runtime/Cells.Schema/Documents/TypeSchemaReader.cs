using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads one definition of a schema document.</summary>
internal static class TypeSchemaReader
{
    private const int MaxValues = 65_536;

    public static TypeSchema Read(string name, SchemaNode node, SchemaChecks checks)
    {
        TypeKind kind = (TypeKind)node.Get(SchemaKeys.Kind).Word(SchemaWords.TypeKinds);
        TypeSchema type = new()
        {
            Name = name,
            Kind = kind,
            Documentation = node.OptionalProse(SchemaKeys.Description),
            Owner = ReadOwner(node),
            TypeParameters = ReadTypeParameters(node, name),
            Size = node.OptionalInteger(SchemaKeys.Size, 1, StructLayout.MaxSize),
            Alignment = node.OptionalInteger(SchemaKeys.Alignment, 1, 16),
            CaseOf = node.Find(SchemaKeys.CaseOf)?.FullName(),
            OldNames = SchemaReader.ReadOldNames(node, SchemaKeys.OldNames, isType: true),
            IsSealed = !node.Flag(SchemaKeys.Unsealed),
            IsReadOnly = node.Flag(SchemaKeys.ReadOnly),
            Status = node.Find(SchemaKeys.Status)?.Identifier(),
            Obsolete = SchemaReader.ReadObsolete(node, SchemaKeys.Obsolete),
        };
        type = kind switch
        {
            TypeKind.Enum => ReadEnum(node, type),
            TypeKind.UnionClass or TypeKind.UnionRecord => type with { Cases = ReadCases(node) },
            _ => type with { Members = ReadMembers(node, type, checks) },
        };
        if (!type.TypeParameters.IsEmpty && kind is TypeKind.Enum or TypeKind.Error)
        {
            throw node.Fail($"the type '{name}' of the kind '{SchemaWords.Of(kind)}' cannot be generic");
        }

        bool isStruct = kind is TypeKind.Struct or TypeKind.RecordStruct;
        if ((isStruct && !type.IsSealed) || (!isStruct && type.IsReadOnly) || (kind != TypeKind.Error && type.Status is not null))
        {
            throw node.Fail($"the type '{name}' of the kind '{SchemaWords.Of(kind)}' cannot be "
                + (type.Status is not null ? "given a status" : type.IsReadOnly ? "read-only" : "unsealed"));
        }

        checks.Declared(node, type);
        return type;
    }

    private static string? ReadOwner(SchemaNode node)
    {
        if (node.Find(SchemaKeys.Owner) is not SchemaNode owner)
        {
            return null;
        }

        string name = owner.Text();
        return CSharpIdentifier.IsLegalFullName(name) ? name : throw owner.Fail($"{owner.Quote()} is not the full name of a C# class");
    }

    private static EquatableArray<string> ReadTypeParameters(SchemaNode node, string name)
    {
        List<string> parameters = [];
        foreach (SchemaNode item in node.OptionalItems(SchemaKeys.TypeParameters, TypeName.MaxArity, "type parameters"))
        {
            string parameter = item.Identifier();
            parameters.Add(parameters.Contains(parameter) ? throw item.Fail($"the type parameter {item.Quote()} stands twice") : parameter);
        }

        return parameters.Count == TypeName.Arity(name)
            ? parameters.ToEquatableArray()
            : throw node.Fail($"the name '{name}' and {parameters.Count.ToString(CultureInfo.InvariantCulture)} type parameters contradict each other");
    }

    private static TypeSchema ReadEnum(SchemaNode node, TypeSchema type)
    {
        SchemaNode underlyingNode = node.Get(SchemaKeys.Underlying);
        if (!TypeExpression.TryGetPrimitive(underlyingNode.Text(), out PrimitiveKind underlying) || !PrimitiveLayout.IsEnumUnderlying(underlying))
        {
            throw underlyingNode.Fail($"{underlyingNode.Quote()} is not an integer that an enum may be made of");
        }

        List<EnumValue> values = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SchemaNode item in node.Get(SchemaKeys.Values).Items(MaxValues, "enum values"))
        {
            SchemaNode name = item.Get("name");
            SchemaNode number = item.Get("number");
            if (!EnumNumbers.TryParse(number.Text(), underlying, out long parsed))
            {
                throw number.Fail($"{number.Quote()} is not a number of the type {underlying}");
            }

            values.Add(new EnumValue
            {
                Name = names.Add(name.Identifier()) ? name.Text() : throw name.Fail($"the enum value {name.Quote()} stands twice"),
                Number = parsed,
                OldNames = SchemaReader.ReadOldNames(item, "old-names"),
                Documentation = item.OptionalProse(SchemaKeys.Description),
                Obsolete = SchemaReader.ReadObsolete(item, "obsolete"),
            });
        }

        return type with
        {
            Underlying = underlying,
            Values = values.ToEquatableArray(),
            IsOpen = node.Flag(SchemaKeys.Open),
            IsFlags = node.Flag(SchemaKeys.Flags),
        };
    }

    private static EquatableArray<string> ReadCases(SchemaNode node)
    {
        List<string> cases = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SchemaNode item in node.Get(SchemaKeys.Cases).Items(SchemaDocument.MaxCases, "cases"))
        {
            cases.Add(names.Add(item.FullName()) ? item.Text() : throw item.Fail($"the case {item.Quote()} stands twice"));
        }

        return cases.Count > 0 ? cases.ToEquatableArray() : throw node.Fail("the union has no cases");
    }

    private static EquatableArray<MemberSchema> ReadMembers(SchemaNode node, TypeSchema type, SchemaChecks checks)
    {
        SchemaNode properties = node.Get(SchemaKeys.Properties);
        properties.RequireObject();
        List<MemberSchema> members = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SchemaNode item in node.Get(SchemaKeys.Members).Items(SchemaDocument.MaxMembers, "members"))
        {
            string name = item.Identifier();
            if (!names.Add(name))
            {
                throw item.Fail($"the member {item.Quote()} stands twice");
            }

            if (string.Equals(name, TypeName.Simple(type.Name), StringComparison.Ordinal))
            {
                throw item.Fail($"the member {item.Quote()} is named like its type, which C# forbids");
            }

            members.Add(ReadMember(properties.Get(name), name, type, checks));
        }

        foreach (SchemaNode property in properties.Properties())
        {
            if (!names.Contains(property.Name) && property.Name != JsonForm.CaseProperty)
            {
                throw property.Fail($"the property is not in \"{SchemaKeys.Members}\"");
            }
        }

        return members.ToEquatableArray();
    }

    private static MemberSchema ReadMember(SchemaNode node, string name, TypeSchema type, SchemaChecks checks)
    {
        MemberSchema member = new()
        {
            Name = name,
            Type = checks.Type(node, type),
            Form = (MemberForm)node.Get(SchemaKeys.Form).Word(SchemaWords.MemberForms),
            HasRequiredKeyword = node.Flag(SchemaKeys.Required),
            Default = SchemaReader.ReadDefault(node, SchemaKeys.Default),
            HasOpaqueInitializer = node.Flag(SchemaKeys.OpaqueInitializer),
            Offset = node.OptionalInteger(SchemaKeys.Offset, 0, StructLayout.MaxSize),
            OldNames = SchemaReader.ReadOldNames(node, SchemaKeys.OldNames),
            Constraints = SchemaReader.ReadConstraints(node, SchemaKeys.Constraints),
            Obsolete = SchemaReader.ReadObsolete(node, SchemaKeys.Obsolete),
            Documentation = node.OptionalProse(SchemaKeys.Description),
        };
        checks.Default(node, member.Type, member.Default);
        return member;
    }
}
