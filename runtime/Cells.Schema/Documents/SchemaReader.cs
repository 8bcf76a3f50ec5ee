using System.Globalization;

namespace Cells.Schema;

/// <summary>Reads a schema from its parsed document. What one value alone can say is checked here; <see cref="SchemaChecks"/> compares them with each other.</summary>
internal static class SchemaReader
{
    private const int MaxNames = 1000;

    /// <exception cref="SchemaFormatException">The document is no schema.</exception>
    public static SchemaReadResult Read(SchemaNode root)
    {
        if (root.Kind != JsonKind.Object)
        {
            throw root.Fail("the schema document is not an object");
        }

        CheckFormat(root);
        string contract = root.Get(SchemaKeys.Contract).Text();
        if (!CSharpIdentifier.IsLegalFullName(contract))
        {
            throw root.Get(SchemaKeys.Contract).Fail($"{root.Get(SchemaKeys.Contract).Quote()} is not the full name of a C# class");
        }

        CellSchema header = new()
        {
            Contract = contract,
            Name = ReadLabel(root.Get(SchemaKeys.Name), 255),
            Version = ReadVersion(root.Get(SchemaKeys.Version)),
            Documentation = root.OptionalProse(SchemaKeys.Description),
            OldNames = ReadOldNames(root, SchemaKeys.OldNames, isType: true),
            UnreachedTypes = ReadUnreachedTypes(root),
        };
        SchemaNode fingerprint = root.Get(SchemaKeys.Fingerprint);
        if (!IsHex(fingerprint.Text(), SchemaFingerprint.Length))
        {
            throw fingerprint.Fail($"{fingerprint.Quote()} is not a fingerprint: {SchemaFingerprint.Length} lower-case hex digits");
        }

        SchemaChecks checks = new(root);
        List<TypeSchema> types = [];
        foreach (SchemaNode node in root.Get(SchemaKeys.Definitions).Properties())
        {
            node.RequireObject();
            if (node.Find(SchemaKeys.InstanceOf) is null)
            {
                string name = node.Name;
                if (!TypeName.IsLegal(name))
                {
                    throw node.Fail("the definition's name is not a C# type name");
                }

                types.Add(TypeSchemaReader.Read(name, node, checks));
            }
        }

        if (types.Count > SchemaDocument.MaxTypes)
        {
            throw root.Get(SchemaKeys.Definitions).Fail(
                string.Format(CultureInfo.InvariantCulture, "{0:N0} types: at most {1:N0} are possible", types.Count, SchemaDocument.MaxTypes));
        }

        List<CallSchema> calls = [];
        foreach (SchemaNode node in root.Get(SchemaKeys.Calls).Items(SchemaDocument.MaxCalls, "calls"))
        {
            calls.Add(ReadCall(node, checks));
            if (calls.Count > 1 && string.CompareOrdinal(calls[calls.Count - 2].Name, calls[calls.Count - 1].Name) >= 0)
            {
                throw node.Get("name").Fail($"the call '{calls[calls.Count - 1].Name}' stands twice or not in ordinal order");
            }
        }

        CellSchema schema = header with
        {
            Calls = calls.ToEquatableArray(),
            Callbacks = CallbackReader.Read(root, checks),
            Types = types.OrderBy(type => type.Name, StringComparer.Ordinal).ToEquatableArray(),
        };
        checks.Run(schema);
        if (!string.Equals(SchemaFingerprint.Compute(schema), fingerprint.Text(), StringComparison.Ordinal))
        {
            throw fingerprint.Fail("the content does not have this fingerprint: the document was edited or damaged. Export it again from the cell that owns it");
        }

        return new SchemaReadResult(schema, null) { Fingerprint = fingerprint.Text() };
    }

    public static DefaultValue? ReadDefault(SchemaNode parent, string key)
    {
        if (parent.Find(key) is not SchemaNode node)
        {
            return null;
        }

        ChildNodes parts = node.Items(2, "parts of a default");
        ChildNodes.Enumerator part = parts.GetEnumerator();
        if (!part.MoveNext())
        {
            throw node.Fail("a default is a kind, and where the kind asks for one, a text");
        }

        DefaultKind kind = (DefaultKind)part.Current.Word(SchemaWords.DefaultKinds);
        return parts.Count == (SchemaWords.HasText(kind) ? 2 : 1)
            ? new DefaultValue(kind, part.MoveNext() ? part.Current.Text() : "")
            : throw node.Fail($"a default of the kind '{SchemaWords.Of(kind)}' has {(SchemaWords.HasText(kind) ? "a" : "no")} text");
    }

    public static EquatableArray<Constraint> ReadConstraints(SchemaNode parent, string key)
    {
        if (parent.Find(key) is not SchemaNode list)
        {
            return default;
        }

        List<Constraint> constraints = [];
        foreach (SchemaNode node in list.Items(MaxNames, "constraints"))
        {
            ConstraintKind kind = (ConstraintKind)node.Get("kind").Word(SchemaWords.ConstraintKinds);
            Constraint constraint = new(kind, node.OptionalProse("minimum"), node.OptionalProse("maximum"), node.Find("pattern")?.Text());
            bool isComplete = kind == ConstraintKind.Pattern ? constraint.Pattern is not null : constraint.Minimum is not null || constraint.Maximum is not null;
            constraints.Add(isComplete ? constraint : throw node.Fail($"a constraint of the kind '{SchemaWords.Of(kind)}' says nothing"));
        }

        return constraints.ToEquatableArray();
    }

    public static Deprecation? ReadObsolete(SchemaNode parent, string key)
    {
        if (parent.Find(key) is not SchemaNode node)
        {
            return null;
        }

        node.RequireObject();
        return new Deprecation(node.OptionalProse("message"));
    }

    public static EquatableArray<string> ReadOldNames(SchemaNode node, string key, bool isType = false)
        => node.SortedNames(key, MaxNames, isType ? static item => item.FullName() : static item => item.Identifier());

    private static void CheckFormat(SchemaNode root)
    {
        SchemaNode format = root.Find(SchemaKeys.Format)
            ?? throw root.Fail($"the key \"{SchemaKeys.Format}\" is missing: this is not a cell's schema document");
        int number = format.Integer(1, int.MaxValue);
        if (number > CellSchema.CurrentFormat)
        {
            throw format.Fail($"format {number.ToString(CultureInfo.InvariantCulture)} is newer than this library reads "
                + $"({CellSchema.CurrentFormat.ToString(CultureInfo.InvariantCulture)}): update Cells");
        }
    }

    private static EquatableArray<UnreachedType> ReadUnreachedTypes(SchemaNode root)
    {
        List<UnreachedType> types = [];
        foreach (SchemaNode digest in root.Find(SchemaKeys.UnreachedTypes)?.Properties() ?? default)
        {
            string name = digest.Name;
            if (!TypeName.IsLegal(name) || !IsHex(digest.Text(), UnreachedType.DigestLength))
            {
                throw digest.Fail("a type that no call reaches is a full C# type name and "
                    + $"{UnreachedType.DigestLength.ToString(CultureInfo.InvariantCulture)} lower-case hex digits");
            }

            types.Add(new UnreachedType(name, digest.Text()));
            if (types.Count > SchemaDocument.MaxTypes)
            {
                throw digest.Fail(string.Format(CultureInfo.InvariantCulture, "more than {0:N0} types that no call reaches", SchemaDocument.MaxTypes));
            }
        }

        return types.OrderBy(type => type.Name, StringComparer.Ordinal).ToEquatableArray();
    }

    private static bool IsHex(string text, int length)
        => text.Length == length && text.All(unit => unit is (>= '0' and <= '9') or (>= 'a' and <= 'f'));

    /// <summary>Reads a call, or a method of a callback.</summary>
    public static CallSchema ReadCall(SchemaNode node, SchemaChecks checks)
    {
        CallSchema call = new()
        {
            Name = node.Get("name").Identifier(),
            Documentation = node.OptionalProse(SchemaKeys.Description),
            Kind = (CallKind)node.Get("kind").Word(SchemaWords.CallKinds),
            Parameters = ReadParameters(node, checks),
            Result = node.Find("result") is SchemaNode result ? checks.Type(result, scope: null) : null,
            Errors = node.SortedNames("errors", MaxNames, static item => item.FullName()),
            OldNames = ReadOldNames(node, "old-names"),
            IsIdempotent = node.Flag("idempotent"),
            IsExactlyOnce = node.Flag("exactly-once"),
            DeadlineMs = node.OptionalInteger("deadline-ms", 1, int.MaxValue),
            Scope = node.OptionalProse("scope"),
            Obsolete = ReadObsolete(node, "obsolete"),
            // Generated code names it in a pragma.
            Experimental = node.Find("experimental")?.Identifier(),
        };
        int streams = call.Parameters.Count(parameter => parameter.IsStream);
        if (streams != (call.Kind is CallKind.ClientStream or CallKind.Duplex ? 1 : 0))
        {
            throw node.Fail($"the call '{call.Name}' of the kind '{SchemaWords.Of(call.Kind)}' has {streams.ToString(CultureInfo.InvariantCulture)} stream parameters");
        }

        if (call.Result is null ? call.Kind is CallKind.ServerStream or CallKind.Duplex : call.Kind == CallKind.Event)
        {
            throw node.Fail($"the call '{call.Name}' of the kind '{SchemaWords.Of(call.Kind)}' has {(call.Result is null ? "no" : "a")} result");
        }

        checks.Errors(node, call.Errors);
        return call;
    }

    private static EquatableArray<ParameterSchema> ReadParameters(SchemaNode call, SchemaChecks checks)
    {
        List<ParameterSchema> parameters = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SchemaNode node in call.Get("parameters").Items(SchemaDocument.MaxParameters, "parameters"))
        {
            SchemaNode name = node.Get("name");
            SchemaNode schema = node.Get("schema");
            ParameterSchema parameter = new()
            {
                Name = name.Identifier(),
                Type = checks.Type(schema, scope: null),
                IsStream = node.Flag("stream"),
                Callback = node.Find("callback")?.FullName(),
                IsOptionalCallback = node.Flag("optional"),
                Default = ReadDefault(node, "default"),
                OldNames = ReadOldNames(node, "old-names"),
                Constraints = ReadConstraints(node, "constraints"),
            };
            if (!names.Add(parameter.Name))
            {
                throw name.Fail($"the parameter {name.Quote()} stands twice");
            }

            checks.Default(node, parameter.Type, parameter.Default);
            checks.Callback(node, parameter);
            parameters.Add(parameter);
        }

        return parameters.ToEquatableArray();
    }

    // The name may be a directory's: anything that a person may read on a terminal.
    private static string ReadLabel(SchemaNode node, int limit)
    {
        string text = node.Prose();
        return text.Length > 0 && text.Length <= limit && text.IndexOfAny(['\t', '\n', '\r']) < 0 ? text : throw node.Fail($"{node.Quote()} is not a name");
    }

    private static string ReadVersion(SchemaNode node)
    {
        string text = node.Text();
        return text.Length is > 0 and <= 256 && text[0] is >= '0' and <= '9'
            && text.All(unit => unit is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '.' or '-' or '+')
            ? text
            : throw node.Fail($"{node.Quote()} is not a version");
    }
}
