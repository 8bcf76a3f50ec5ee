namespace Cells.Schema;

/// <summary>What a <see cref="SchemaWriter"/> writes.</summary>
internal enum SchemaContent
{
    /// <summary>Everything: the document.</summary>
    Document,

    /// <summary>Only what a transcode plan depends on: what the fingerprint is taken of.</summary>
    Plan,
}

/// <summary>Writes a schema as JSON. One writer for the document and for the fingerprint, so that the two cannot tell different stories.</summary>
internal sealed class SchemaWriter
{
    private readonly CellSchema _schema;
    private readonly SchemaContent _content;
    private readonly JsonWriter _writer;

    private SchemaWriter(CellSchema schema, SchemaContent content)
    {
        _schema = schema;
        _content = content;
        _writer = new JsonWriter(indented: content == SchemaContent.Document);
    }

    private bool IsDocument => _content == SchemaContent.Document;

    public static string Write(CellSchema schema, SchemaContent content)
    {
        SchemaWriter writer = new(schema, content);
        writer.WriteSchema();
        return writer.IsDocument ? writer._writer.ToString() + "\n" : writer._writer.ToString();
    }

    private void WriteSchema()
    {
        _writer.BeginObject();
        if (IsDocument)
        {
            Text("$schema", SchemaKeys.Draft);
            Text("title", _schema.Contract);
            OptionalText(SchemaKeys.Description, _schema.Documentation);
            Number(SchemaKeys.Format, CellSchema.CurrentFormat);
        }

        Text(SchemaKeys.Contract, _schema.Contract);
        if (IsDocument)
        {
            Text(SchemaKeys.Name, _schema.Name);
            Text(SchemaKeys.Version, _schema.Version);
            Text(SchemaKeys.Fingerprint, SchemaFingerprint.Compute(_schema));
        }

        _writer.Name(SchemaKeys.Calls);
        _writer.BeginArray();
        foreach (CallSchema call in _schema.Calls.AsSpan())
        {
            WriteCall(call);
        }

        _writer.EndArray();
        WriteDefinitions();
        _writer.EndObject();
    }

    private void WriteCall(CallSchema call)
    {
        _writer.BeginObject();
        Text("name", call.Name);
        OptionalText(SchemaKeys.Description, call.Documentation);
        Text("kind", SchemaWords.Of(call.Kind));
        _writer.Name("parameters");
        _writer.BeginArray();
        foreach (ParameterSchema parameter in call.Parameters.AsSpan())
        {
            WriteParameter(parameter);
        }

        _writer.EndArray();
        if (call.Result is not null)
        {
            _writer.Name("result");
            _writer.BeginObject();
            WriteType(call.Result, []);
            _writer.EndObject();
        }

        Names("errors", call.Errors);
        Names("old-names", call.OldNames);
        if (IsDocument)
        {
            Flag("idempotent", call.IsIdempotent);
            Flag("exactly-once", call.IsExactlyOnce);
            OptionalNumber("deadline-ms", call.DeadlineMs);
            OptionalText("scope", call.Scope);
            WriteObsolete("obsolete", call.Obsolete);
            OptionalText("experimental", call.Experimental);
        }

        _writer.EndObject();
    }

    private void WriteParameter(ParameterSchema parameter)
    {
        _writer.BeginObject();
        Text("name", parameter.Name);
        _writer.Name("schema");
        _writer.BeginObject();
        WriteType(parameter.Type, parameter.Constraints);
        _writer.EndObject();
        Flag("stream", parameter.IsStream);
        WriteDefault("default", parameter.Default);
        Names("old-names", parameter.OldNames);
        WriteConstraints("constraints", parameter.Constraints);
        _writer.EndObject();
    }

    private void WriteDefinitions()
    {
        SortedDictionary<string, object> definitions = new(StringComparer.Ordinal);
        foreach (TypeSchema type in _schema.Types.AsSpan())
        {
            definitions[type.Name] = type;
        }

        if (IsDocument)
        {
            foreach (NamedReference instance in new GenericInstances(_schema).ByName.Values)
            {
                definitions[JsonForm.DefinitionKey(instance)] = instance;
            }
        }

        _writer.Name("definitions");
        _writer.BeginObject();
        foreach (KeyValuePair<string, object> definition in definitions)
        {
            _writer.Name(definition.Key);
            _writer.BeginObject();
            if (definition.Value is NamedReference instance && _schema.FindType(instance.Name) is TypeSchema generic)
            {
                Text(SchemaKeys.InstanceOf, generic.Name);
                WriteForm(generic, instance.Arguments, isInstance: true);
            }
            else if (definition.Value is TypeSchema type)
            {
                WriteDefinition(type);
            }

            _writer.EndObject();
        }

        _writer.EndObject();
    }

    private void WriteDefinition(TypeSchema type)
    {
        Text(SchemaKeys.Kind, SchemaWords.Of(type.Kind));
        if (IsDocument)
        {
            OptionalText(SchemaKeys.Description, type.Documentation);
            OptionalText(SchemaKeys.Owner, type.Owner);
        }

        InOrder(SchemaKeys.TypeParameters, type.TypeParameters);
        WriteForm(type, [], isInstance: false);
        if (SchemaWords.HasMembers(type.Kind))
        {
            _writer.Name(SchemaKeys.Members);
            _writer.BeginArray(inline: true);
            foreach (MemberSchema member in type.Members.AsSpan())
            {
                _writer.String(member.Name);
            }

            _writer.EndArray();
        }

        OptionalNumber(SchemaKeys.Size, type.Size);
        OptionalNumber(SchemaKeys.Alignment, type.Alignment);
        OptionalText(SchemaKeys.Underlying, type.Underlying?.ToString(), isPlan: true);
        WriteValues(type);
        Flag(SchemaKeys.Open, type.IsOpen);
        Flag(SchemaKeys.Flags, type.IsFlags);
        InOrder(SchemaKeys.Cases, type.Cases);
        OptionalText(SchemaKeys.CaseOf, type.CaseOf, isPlan: true);
        Names(SchemaKeys.OldNames, type.OldNames);
        if (IsDocument)
        {
            Flag(SchemaKeys.Unsealed, !type.IsSealed);
            Flag(SchemaKeys.ReadOnly, type.IsReadOnly);
            OptionalText(SchemaKeys.Status, type.Status);
            WriteObsolete(SchemaKeys.Obsolete, type.Obsolete);
        }
    }

    private void WriteForm(TypeSchema type, EquatableArray<TypeReference> arguments, bool isInstance)
    {
        if (type.Kind == TypeKind.Enum)
        {
            if (IsDocument)
            {
                WriteEnumForm(type);
            }
        }
        else if (type.Kind is TypeKind.UnionClass or TypeKind.UnionRecord)
        {
            if (IsDocument && (isInstance || type.TypeParameters.IsEmpty))
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
        if (IsDocument)
        {
            JsonForm.WriteTypes(_writer, false, "object");
        }

        List<string> required = [];
        _writer.Name(SchemaKeys.Properties);
        _writer.BeginObject();
        if (IsDocument && type.CaseOf is not null && _schema.FindType(type.CaseOf) is TypeSchema union)
        {
            _writer.Name(JsonForm.CaseProperty);
            _writer.BeginObject();
            _writer.Name("enum");
            _writer.BeginArray(inline: true);
            _writer.String(JsonForm.CaseName(union, type.Name));
            _writer.EndArray();
            _writer.EndObject();
        }

        foreach (MemberSchema member in type.Members.AsSpan())
        {
            MemberSchema closed = isInstance && TypeSubstitution.Apply(member.Type, type.TypeParameters, arguments) is TypeReference closedType
                ? member with { Type = closedType }
                : member;
            _writer.Name(member.Name);
            _writer.BeginObject();
            WriteType(closed.Type, member.Constraints);
            if (!isInstance)
            {
                WriteMemberFacts(member);
            }

            _writer.EndObject();
            if (IsDocument && Requirement.IsRequired(_schema, closed))
            {
                required.Add(member.Name);
            }
        }

        _writer.EndObject();
        if (IsDocument)
        {
            InOrder("required", required.ToEquatableArray());
            _writer.Name("additionalProperties");
            _writer.Boolean(false);
        }
    }

    private void WriteMemberFacts(MemberSchema member)
    {
        if (IsDocument)
        {
            if (member.Default is not null)
            {
                JsonForm.WriteDefault(_writer, member.Type, member.Default);
            }

            OptionalText(SchemaKeys.Description, member.Documentation);
            Text(SchemaKeys.Form, SchemaWords.Of(member.Form));
        }
        else
        {
            // How a settable member is declared is nothing to a plan; that a constructor needs it is.
            Flag(SchemaKeys.Form, member.Form is MemberForm.Positional or MemberForm.Constructor);
        }

        Flag(SchemaKeys.Required, member.HasRequiredKeyword);
        WriteDefault(SchemaKeys.Default, member.Default);
        Flag(SchemaKeys.OpaqueInitializer, member.HasOpaqueInitializer);
        OptionalNumber(SchemaKeys.Offset, member.Offset);
        Names(SchemaKeys.OldNames, member.OldNames);
        WriteConstraints(SchemaKeys.Constraints, member.Constraints);
        if (IsDocument)
        {
            WriteObsolete(SchemaKeys.Obsolete, member.Obsolete);
        }
    }

    private void WriteEnumForm(TypeSchema type)
    {
        if (type.Values.IsEmpty)
        {
            // JSON Schema has no empty enum.
            if (type.IsOpen || type.IsFlags)
            {
                JsonForm.WriteTypes(_writer, false, "integer");
            }
            else
            {
                _writer.Name("not");
                _writer.BeginObject();
                _writer.EndObject();
            }

            return;
        }

        if (type.IsFlags)
        {
            JsonForm.WriteTypes(_writer, false, "string", "integer");
            string names = string.Join("|", type.Values.Select(value => value.Name));
            Text("pattern", $"^({names})(, ({names}))*$");
            return;
        }

        if (type.IsOpen)
        {
            _writer.Name("anyOf");
            _writer.BeginArray();
            _writer.BeginObject();
        }

        _writer.Name("enum");
        _writer.BeginArray(inline: true);
        foreach (EnumValue value in type.Values.AsSpan())
        {
            _writer.String(value.Name);
        }

        _writer.EndArray();
        if (type.IsOpen)
        {
            _writer.EndObject();
            _writer.BeginObject();
            JsonForm.WriteTypes(_writer, false, "integer");
            _writer.EndObject();
            _writer.EndArray();
        }
    }

    private void WriteUnionForm(TypeSchema type, EquatableArray<TypeReference> arguments)
    {
        _writer.Name("anyOf");
        _writer.BeginArray();
        foreach (string name in type.Cases.AsSpan())
        {
            _writer.BeginObject();
            _writer.Name("allOf");
            _writer.BeginArray();
            _writer.BeginObject();
            JsonForm.WriteKeywords(_writer, new NamedReference(name, arguments), []);
            _writer.EndObject();
            _writer.BeginObject();
            JsonForm.WriteTypes(_writer, false, "object");
            InOrder("required", [JsonForm.CaseProperty]);
            _writer.EndObject();
            _writer.EndArray();
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteValues(TypeSchema type)
    {
        if (type.Kind != TypeKind.Enum)
        {
            return;
        }

        _writer.Name(SchemaKeys.Values);
        _writer.BeginArray();
        foreach (EnumValue value in type.Values.AsSpan())
        {
            _writer.BeginObject();
            Text("name", value.Name);
            // As text: many readers of JSON lose digits of 64-bit numbers.
            Text("number", SchemaWords.EnumNumber(value.Number, type.Underlying));
            Names("old-names", value.OldNames);
            if (IsDocument)
            {
                OptionalText(SchemaKeys.Description, value.Documentation);
                WriteObsolete("obsolete", value.Obsolete);
            }

            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteType(TypeReference reference, EquatableArray<Constraint> constraints)
    {
        Text(SchemaKeys.Type, TypeExpression.Format(reference));
        if (IsDocument && !TypeSubstitution.IsOpen(reference))
        {
            JsonForm.WriteKeywords(_writer, reference, constraints);
        }
    }

    private void WriteDefault(string key, DefaultValue? value)
    {
        if (value is not null)
        {
            _writer.Name(key);
            _writer.BeginArray(inline: true);
            _writer.String(SchemaWords.Of(value.Kind));
            if (SchemaWords.HasText(value.Kind))
            {
                _writer.String(value.Text);
            }

            _writer.EndArray();
        }
    }

    private void WriteConstraints(string key, EquatableArray<Constraint> constraints)
    {
        if (!IsDocument || constraints.IsEmpty)
        {
            return;
        }

        _writer.Name(key);
        _writer.BeginArray();
        foreach (Constraint constraint in constraints.AsSpan())
        {
            _writer.BeginObject();
            Text("kind", SchemaWords.Of(constraint.Kind));
            OptionalText("minimum", constraint.Minimum);
            OptionalText("maximum", constraint.Maximum);
            OptionalText("pattern", constraint.Pattern);
            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteObsolete(string key, Deprecation? obsolete)
    {
        if (obsolete is not null)
        {
            _writer.Name(key);
            _writer.BeginObject();
            OptionalText("message", obsolete.Message);
            _writer.EndObject();
        }
    }

    private void Text(string key, string value)
    {
        _writer.Name(key);
        _writer.String(value);
    }

    private void OptionalText(string key, string? value, bool isPlan = false)
    {
        if (value is not null && (isPlan || IsDocument))
        {
            Text(key, value);
        }
    }

    private void Number(string key, long value)
    {
        _writer.Name(key);
        _writer.Number(value);
    }

    private void OptionalNumber(string key, int? value)
    {
        if (value is not null)
        {
            Number(key, value.Value);
        }
    }

    // Absent means false.
    private void Flag(string key, bool value)
    {
        if (value)
        {
            _writer.Name(key);
            _writer.Boolean(true);
        }
    }

    private void InOrder(string key, EquatableArray<string> names)
    {
        if (names.IsEmpty)
        {
            return;
        }

        _writer.Name(key);
        _writer.BeginArray(inline: true);
        foreach (string name in names.AsSpan())
        {
            _writer.String(name);
        }

        _writer.EndArray();
    }

    // A set: its order says nothing, so that it is written sorted.
    private void Names(string key, EquatableArray<string> names) => InOrder(key, names.OrderBy(name => name, StringComparer.Ordinal).ToEquatableArray());
}
