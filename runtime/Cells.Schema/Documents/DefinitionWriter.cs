namespace Cells.Schema;

/// <summary>Writes the body of one definition: the standard keywords of the type's JSON form, and the annotations.</summary>
internal sealed class DefinitionWriter(CellSchema schema, AnnotationWriter write)
{
    public void Write(TypeSchema type)
    {
        write.Text(SchemaKeys.Kind, SchemaWords.Of(type.Kind));
        if (write.IsDocument)
        {
            write.OptionalText(SchemaKeys.Description, type.Documentation);
            write.OptionalText(SchemaKeys.Owner, type.Owner);
        }

        write.InOrder(SchemaKeys.TypeParameters, type.TypeParameters);
        WriteForm(type, [], isInstance: false);
        if (SchemaWords.HasMembers(type.Kind))
        {
            write.Json.Name(SchemaKeys.Members);
            write.Json.BeginArray(inline: true);
            foreach (MemberSchema member in type.Members.AsSpan())
            {
                write.Json.String(member.Name);
            }

            write.Json.EndArray();
        }

        write.OptionalNumber(SchemaKeys.Size, type.Size);
        write.OptionalNumber(SchemaKeys.Alignment, type.Alignment);
        write.OptionalText(SchemaKeys.Underlying, type.Underlying?.ToString(), isPlan: true);
        WriteValues(type);
        write.Flag(SchemaKeys.Open, type.IsOpen);
        write.Flag(SchemaKeys.Flags, type.IsFlags);
        write.InOrder(SchemaKeys.Cases, type.Cases);
        write.OptionalText(SchemaKeys.CaseOf, type.CaseOf, isPlan: true);
        write.Names(SchemaKeys.OldNames, type.OldNames);
        if (write.IsDocument)
        {
            write.Flag(SchemaKeys.Unsealed, !type.IsSealed);
            write.Flag(SchemaKeys.ReadOnly, type.IsReadOnly);
            write.OptionalText(SchemaKeys.Status, type.Status);
            write.Obsolete(SchemaKeys.Obsolete, type.Obsolete);
        }
    }

    public void WriteInstance(TypeSchema type, EquatableArray<TypeReference> arguments)
    {
        write.Text(SchemaKeys.InstanceOf, type.Name);
        WriteForm(type, arguments, isInstance: true);
    }

    private void WriteForm(TypeSchema type, EquatableArray<TypeReference> arguments, bool isInstance)
    {
        if (type.Kind == TypeKind.Enum)
        {
            if (write.IsDocument)
            {
                WriteEnumForm(type);
            }
        }
        else if (type.Kind is TypeKind.UnionClass or TypeKind.UnionRecord)
        {
            if (write.IsDocument && (isInstance || type.TypeParameters.IsEmpty))
            {
                WriteUnionForm(type, arguments);
            }
        }
        else
        {
            WriteObjectForm(type, arguments, isInstance);
        }
    }

    private void WriteObjectForm(TypeSchema type, EquatableArray<TypeReference> arguments, bool isInstance)
    {
        if (write.IsDocument)
        {
            JsonKeywords.WriteTypes(write.Json, false, "object");
        }

        List<string> required = [];
        write.Json.Name(SchemaKeys.Properties);
        write.Json.BeginObject();
        if (write.IsDocument && type.CaseOf is not null && schema.FindType(type.CaseOf) is TypeSchema union)
        {
            write.Json.Name(JsonForm.CaseProperty);
            write.Json.BeginObject();
            write.Json.Name("enum");
            write.Json.BeginArray(inline: true);
            write.Json.String(JsonForm.CaseName(union, type.Name));
            write.Json.EndArray();
            write.Json.EndObject();
        }

        foreach (MemberSchema member in type.Members.AsSpan())
        {
            MemberSchema closed = isInstance && TypeSubstitution.Apply(member.Type, type.TypeParameters, arguments) is TypeReference closedType
                ? member with { Type = closedType }
                : member;
            write.Json.Name(member.Name);
            write.Json.BeginObject();
            write.Type(closed.Type, member.Constraints);
            if (!isInstance)
            {
                WriteMemberFacts(member);
            }

            write.Json.EndObject();
            if (write.IsDocument && Requirement.IsRequired(schema, closed))
            {
                required.Add(member.Name);
            }
        }

        write.Json.EndObject();
        if (write.IsDocument)
        {
            write.InOrder("required", required.ToEquatableArray());
            write.Json.Name("additionalProperties");
            write.Json.Boolean(false);
        }
    }

    private void WriteMemberFacts(MemberSchema member)
    {
        if (write.IsDocument)
        {
            if (member.Default is not null)
            {
                JsonKeywords.WriteDefault(write.Json, member.Type, member.Default);
            }

            write.OptionalText(SchemaKeys.Description, member.Documentation);
            write.Text(SchemaKeys.Form, SchemaWords.Of(member.Form));
        }
        else
        {
            // How a settable member is declared is nothing to a plan; that a constructor needs it is.
            write.Flag(SchemaKeys.Form, member.Form is MemberForm.Positional or MemberForm.Constructor);
        }

        write.Flag(SchemaKeys.Required, member.HasRequiredKeyword);
        write.Default(SchemaKeys.Default, member.Default);
        write.Flag(SchemaKeys.OpaqueInitializer, member.HasOpaqueInitializer);
        write.OptionalNumber(SchemaKeys.Offset, member.Offset);
        write.Names(SchemaKeys.OldNames, member.OldNames);
        write.Constraints(SchemaKeys.Constraints, member.Constraints);
        if (write.IsDocument)
        {
            write.Obsolete(SchemaKeys.Obsolete, member.Obsolete);
        }
    }

    private void WriteEnumForm(TypeSchema type)
    {
        if (type.Values.IsEmpty)
        {
            // JSON Schema has no empty enum.
            if (type.IsOpen || type.IsFlags)
            {
                JsonKeywords.WriteTypes(write.Json, false, "integer");
            }
            else
            {
                write.Json.Name("not");
                write.Json.BeginObject();
                write.Json.EndObject();
            }

            return;
        }

        if (type.IsFlags)
        {
            JsonKeywords.WriteTypes(write.Json, false, "string", "integer");
            string names = string.Join("|", type.Values.Select(value => value.Name));
            write.Text("pattern", $"^({names})(, ({names}))*$");
            return;
        }

        if (type.IsOpen)
        {
            write.Json.Name("anyOf");
            write.Json.BeginArray();
            write.Json.BeginObject();
        }

        write.Json.Name("enum");
        write.Json.BeginArray(inline: true);
        foreach (EnumValue value in type.Values.AsSpan())
        {
            write.Json.String(value.Name);
        }

        write.Json.EndArray();
        if (type.IsOpen)
        {
            write.Json.EndObject();
            write.Json.BeginObject();
            JsonKeywords.WriteTypes(write.Json, false, "integer");
            write.Json.EndObject();
            write.Json.EndArray();
        }
    }

    private void WriteUnionForm(TypeSchema type, EquatableArray<TypeReference> arguments)
    {
        write.Json.Name("anyOf");
        write.Json.BeginArray();
        foreach (string name in type.Cases.AsSpan())
        {
            write.Json.BeginObject();
            write.Json.Name("allOf");
            write.Json.BeginArray();
            write.Json.BeginObject();
            JsonKeywords.WriteKeywords(write.Json, new NamedReference(name, arguments), []);
            write.Json.EndObject();
            write.Json.BeginObject();
            JsonKeywords.WriteTypes(write.Json, false, "object");
            write.InOrder("required", [JsonForm.CaseProperty]);
            write.Json.EndObject();
            write.Json.EndArray();
            write.Json.EndObject();
        }

        write.Json.EndArray();
    }

    private void WriteValues(TypeSchema type)
    {
        if (type.Kind != TypeKind.Enum)
        {
            return;
        }

        write.Json.Name(SchemaKeys.Values);
        write.Json.BeginArray();
        foreach (EnumValue value in type.Values.AsSpan())
        {
            write.Json.BeginObject();
            write.Text("name", value.Name);
            // As text: many readers of JSON lose digits of 64-bit numbers.
            write.Text("number", SchemaWords.EnumNumber(value.Number, type.Underlying));
            write.Names("old-names", value.OldNames);
            if (write.IsDocument)
            {
                write.OptionalText(SchemaKeys.Description, value.Documentation);
                write.Obsolete("obsolete", value.Obsolete);
            }

            write.Json.EndObject();
        }

        write.Json.EndArray();
    }
}
