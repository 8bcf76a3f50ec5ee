namespace Cells.Schema;

/// <summary>Writes a schema as JSON. One writer for the document and for the fingerprint, so that the two cannot tell different stories.</summary>
internal sealed class SchemaWriter
{
    private readonly CellSchema _schema;
    private readonly JsonWriter _writer;
    private readonly AnnotationWriter _write;
    private readonly DefinitionWriter _definitions;

    private SchemaWriter(CellSchema schema, SchemaContent content)
    {
        _schema = schema;
        _writer = new JsonWriter(indented: content == SchemaContent.Document);
        _write = new AnnotationWriter(_writer, content);
        _definitions = new DefinitionWriter(schema, _write);
    }

    public static string Write(CellSchema schema, SchemaContent content)
    {
        SchemaWriter writer = new(schema, content);
        writer.WriteSchema();
        return content == SchemaContent.Document ? writer._writer.ToString() + "\n" : writer._writer.ToString();
    }

    private void WriteSchema()
    {
        _writer.BeginObject();
        if (_write.IsDocument)
        {
            _write.Text("$schema", SchemaKeys.Draft);
            _write.Text("title", _schema.Contract);
            _write.OptionalText(SchemaKeys.Description, _schema.Documentation);
            _write.Number(SchemaKeys.Format, CellSchema.CurrentFormat);
        }

        _write.Text(SchemaKeys.Contract, _schema.Contract);
        _write.Names(SchemaKeys.OldNames, _schema.OldNames);
        if (_write.IsDocument)
        {
            _write.Text(SchemaKeys.Name, _schema.Name);
            _write.Text(SchemaKeys.Version, _schema.Version);
            _write.Text(SchemaKeys.Fingerprint, SchemaFingerprint.Compute(_schema));
        }

        _writer.Name(SchemaKeys.Calls);
        _writer.BeginArray();
        foreach (CallSchema call in _schema.Calls.AsSpan())
        {
            WriteCall(call);
        }

        _writer.EndArray();
        WriteCallbacks();
        WriteDefinitions();
        WriteUnreachedTypes();
        _writer.EndObject();
    }

    private void WriteCall(CallSchema call)
    {
        _writer.BeginObject();
        _write.Text("name", call.Name);
        _write.OptionalText(SchemaKeys.Description, call.Documentation);
        _write.Text("kind", SchemaWords.Of(call.Kind));
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
            _write.Type(call.Result, []);
            _writer.EndObject();
        }

        _write.Names("errors", call.Errors);
        _write.Names("old-names", call.OldNames);
        if (_write.IsDocument)
        {
            _write.Flag("idempotent", call.IsIdempotent);
            _write.Flag("exactly-once", call.IsExactlyOnce);
            _write.OptionalNumber("deadline-ms", call.DeadlineMs);
            _write.OptionalText("scope", call.Scope);
            _write.Obsolete("obsolete", call.Obsolete);
            _write.OptionalText("experimental", call.Experimental);
        }

        _writer.EndObject();
    }

    private void WriteCallbacks()
    {
        if (_schema.Callbacks.IsEmpty)
        {
            return;
        }

        _writer.Name(SchemaKeys.Callbacks);
        _writer.BeginArray();
        foreach (CallbackSchema callback in _schema.Callbacks.AsSpan())
        {
            _writer.BeginObject();
            _write.Text("name", callback.Name);
            _write.OptionalText(SchemaKeys.Description, callback.Documentation);
            _writer.Name("methods");
            _writer.BeginArray();
            foreach (CallSchema method in callback.Methods.AsSpan())
            {
                WriteCall(method);
            }

            _writer.EndArray();
            _write.Names("old-names", callback.OldNames);
            if (_write.IsDocument)
            {
                _write.Obsolete("obsolete", callback.Obsolete);
            }

            _writer.EndObject();
        }

        _writer.EndArray();
    }

    private void WriteParameter(ParameterSchema parameter)
    {
        _writer.BeginObject();
        _write.Text("name", parameter.Name);
        _writer.Name("schema");
        _writer.BeginObject();
        _write.Type(parameter.Type, parameter.Constraints);
        _writer.EndObject();
        _write.Flag("stream", parameter.IsStream);
        _write.OptionalText("callback", parameter.Callback);
        _write.Flag("optional", parameter.IsOptionalCallback);
        _write.Default("default", parameter.Default);
        _write.Names("old-names", parameter.OldNames);
        _write.Constraints("constraints", parameter.Constraints);
        _writer.EndObject();
    }

    private void WriteDefinitions()
    {
        Dictionary<string, object> definitions = new(_schema.Types.Count, StringComparer.Ordinal);
        foreach (TypeSchema type in _schema.Types.AsSpan())
        {
            definitions[type.Name] = type;
        }

        if (_write.IsDocument)
        {
            foreach (NamedReference instance in new GenericInstances(_schema).ByName.Values)
            {
                definitions[JsonForm.DefinitionKey(instance)] = instance;
            }
        }

        _writer.Name("definitions");
        _writer.BeginObject();
        string[] names = [.. definitions.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        foreach (string name in names)
        {
            _writer.Name(name);
            _writer.BeginObject();
            if (definitions[name] is NamedReference instance && _schema.FindType(instance.Name) is TypeSchema generic)
            {
                _definitions.WriteInstance(generic, instance.Arguments);
            }
            else if (definitions[name] is TypeSchema type)
            {
                _definitions.Write(type);
            }

            _writer.EndObject();
        }

        _writer.EndObject();
    }

    private void WriteUnreachedTypes()
    {
        if (!_write.IsDocument || _schema.UnreachedTypes.IsEmpty)
        {
            return;
        }

        _writer.Name(SchemaKeys.UnreachedTypes);
        _writer.BeginObject();
        foreach (UnreachedType type in _schema.UnreachedTypes.AsSpan())
        {
            _write.Text(type.Name, type.Digest);
        }

        _writer.EndObject();
    }
}
