using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the checks of a cell's arguments against the constraints that its contract declares: a method for each type that holds any, however deep.</summary>
internal sealed class ConstraintEmitter
{
    private const string Class = "CellConstraints";
    private const string Check = "global::Cells.Hosting.ArgumentCheck.";

    private readonly TypeScope _scope;
    private readonly SortedDictionary<string, ConstrainedType> _types = new(StringComparer.Ordinal);
    private readonly List<string> _patterns;
    private int _locals;

    public ConstraintEmitter(TypeScope scope)
    {
        _scope = scope;
        ParameterSchema[] parameters = [.. Requests(scope.Schema).SelectMany(static call => call.Parameters)];
        foreach (ParameterSchema parameter in parameters)
        {
            Discover(parameter.Type);
        }

        for (bool isGrowing = true; isGrowing;)
        {
            isGrowing = false;
            foreach (ConstrainedType type in _types.Values.Where(type => !type.IsConstrained && IsConstrained(type)))
            {
                type.IsConstrained = isGrowing = true;
            }
        }

        _patterns =
        [
            .. parameters.SelectMany(static parameter => parameter.Constraints)
                .Concat(_types.Values.SelectMany(static type => type.Schema.Members).SelectMany(static member => member.Constraints))
                .Select(static constraint => constraint.Pattern)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .OrderBy(static pattern => pattern, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether anything in the arguments of <paramref name="call"/> is constrained, a stream's items aside.</summary>
    public bool IsConstrained(CallSchema call) => call.Parameters.Any(parameter => IsChecked(parameter) && IsConstrained(parameter));

    /// <summary>Whether the value of <paramref name="parameter"/> is there before the handler runs: it is no stream and no callback.</summary>
    public static bool IsChecked(ParameterSchema parameter) => !parameter.IsStream && parameter.Callback is null;

    /// <summary>Whether anything in the items that the client of <paramref name="call"/> streams is constrained.</summary>
    public bool IsItemConstrained(CallSchema call) => call.Parameters.Any(parameter => parameter.IsStream && IsConstrained(parameter));

    /// <summary>The expression that checks the arguments of <paramref name="call"/>, which are <paramref name="locals"/>: null, or what is wrong.</summary>
    public static string CheckOf(CallSchema call, IEnumerable<string> locals) => $"{Class}.{MethodOf(call)}({string.Join(", ", locals)})";

    /// <summary>The expression that checks one item of a client's stream: null, or what is wrong.</summary>
    public static string CheckOfItem(CallSchema call, string item) => $"{Class}.{ItemMethodOf(call)}({item})";

    /// <summary>Writes the class of the checks; nothing when no call has any.</summary>
    public void Write(SourceWriter writer)
    {
        CheckedArguments[] checks = [.. Requests(_scope.Schema).SelectMany(ChecksOf)];
        if (checks.Length == 0)
        {
            return;
        }

        writer.Line();
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block($"private static class {Class}"))
        {
            for (int i = 0; i < _patterns.Count; i++)
            {
                writer.Assignment(
                    $"private static readonly global::System.Text.RegularExpressions.Regex {PatternField(i)} =", $"{Check}CreatePattern({Literal.String(_patterns[i])});");
                writer.Line();
            }

            for (int i = 0; i < checks.Length; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                WriteArguments(writer, checks[i]);
            }

            foreach (ConstrainedType type in _types.Values.Where(static type => type.IsConstrained))
            {
                writer.Line();
                WriteType(writer, type);
            }
        }
    }

    // An event's arguments are the cell's own.
    private static IEnumerable<CallSchema> Requests(CellSchema schema) => schema.Calls.Where(static call => call.Kind != CallKind.Event);

    private static bool IsValue(TypeReference type) => type is PrimitiveReference or TypeParameterReference;

    private static IEnumerable<TypeReference> PartsOf(TypeReference type) => type is NamedReference ? [] : TypeSubstitution.Parts(type);

    private void Discover(TypeReference reference)
    {
        if (IsValue(reference))
        {
            return;
        }

        if (reference is not NamedReference named)
        {
            foreach (TypeReference part in PartsOf(reference))
            {
                Discover(part);
            }

            return;
        }

        string key = Key(named);
        TypeSchema type = _scope.Find(named.Name);
        if (type.Kind is TypeKind.Enum or TypeKind.Error || _types.ContainsKey(key) || _types.Count > GenericInstances.Limit + _scope.Schema.Types.Count)
        {
            return;
        }

        ConstrainedType found = new(
            named with { IsNullable = false },
            type,
            [.. type.Members.Select(member => (member, TypeSubstitution.Apply(member.Type, type.TypeParameters, named.Arguments) ?? member.Type))]);
        _types.Add(key, found);
        foreach (TypeReference next in found.Members.Select(static member => member.Type).Concat(found.Cases))
        {
            Discover(next);
        }
    }

    private bool IsConstrained(ParameterSchema parameter) => !parameter.Constraints.IsEmpty || IsConstrained(parameter.Type);

    private bool IsConstrained(ConstrainedType type) =>
        type.Members.Any(member => !member.Member.Constraints.IsEmpty || IsConstrained(member.Type)) || type.Cases.Any(IsConstrained);

    private bool IsConstrained(TypeReference type) => type is NamedReference named
        ? _types.TryGetValue(Key(named), out ConstrainedType? found) && found.IsConstrained
        : PartsOf(type).Any(IsConstrained);

    private IEnumerable<CheckedArguments> ChecksOf(CallSchema call)
    {
        if (IsConstrained(call))
        {
            yield return new CheckedArguments(call, MethodOf(call), [.. call.Parameters.Where(IsChecked)]);
        }

        if (IsItemConstrained(call))
        {
            yield return new CheckedArguments(call, ItemMethodOf(call), [.. call.Parameters.Where(static parameter => parameter.IsStream)]);
        }
    }

    private void WriteArguments(SourceWriter writer, CheckedArguments check)
    {
        // Not the parameters' names: they may be those of what is used here.
        string[] names = [.. check.Parameters.Select(static (_, index) => "argument" + Literal.Int32(index))];
        string[] parameters = [.. check.Parameters.Select((parameter, index) => $"{CSharpType.Of(parameter.Type, _scope)} {names[index]}")];
        writer.List($"public static string? {check.Method}(", parameters, ")");
        using (writer.OpenBrace())
        {
            WriteChecks(writer, check.Parameters.Select((parameter, index) => new ConstrainedValue(
                names[index],
                parameter.Type,
                parameter.Constraints,
                $"{_scope.CellName}.{check.Call.Name}({parameter.Name}){(parameter.IsStream ? "[]" : string.Empty)}")));
        }
    }

    // An overload for each type.
    private void WriteType(SourceWriter writer, ConstrainedType type)
    {
        string name = CSharpType.WithoutNull(type.Reference, _scope);
        if (TypeScope.IsValueType(type.Schema))
        {
            writer.Line($"private static string? Check({name}? value) => value is {{ }} present ? Check(present) : null;");
            writer.Line();
            using (writer.Block($"private static string? Check({name} value)"))
            {
                WriteMembers(writer, type);
            }

            return;
        }

        using (writer.Block($"private static string? Check({name}? value)"))
        {
            if (type.Schema.Cases.IsEmpty)
            {
                using (writer.Block("if (value is null)"))
                {
                    writer.Line("return null;");
                }

                writer.Line();
                WriteMembers(writer, type);
                return;
            }

            using (writer.Block("return value switch", ";"))
            {
                int index = 0;
                foreach (NamedReference unionCase in type.Cases.Where(IsConstrained))
                {
                    string local = "case" + Literal.Int32(index++);
                    writer.Line($"{CSharpType.WithoutNull(unionCase, _scope)} {local} => Check({local}),");
                }

                writer.Line("_ => null,");
            }
        }
    }

    private void WriteMembers(SourceWriter writer, ConstrainedType type) => WriteChecks(writer, type.Members.Select(member => new ConstrainedValue(
        "value." + Identifier.Escape(member.Member.Name), member.Type, member.Member.Constraints, $"{TypeName.Simple(type.Schema.Name)}.{member.Member.Name}")));

    private void WriteChecks(SourceWriter writer, IEnumerable<ConstrainedValue> values)
    {
        ConstrainedValue[] all = [.. values];
        _locals = 0;
        string[] own = [.. all.SelectMany(value => value.Constraints.Select(constraint => Expression(constraint, value)))];
        writer.Line($"string? refusal = {(own.Length == 0 ? "null;" : own.Length == 1 ? own[0] + ";" : own[0])}");
        for (int i = 1; i < own.Length; i++)
        {
            writer.Continuation("?? " + own[i] + (i + 1 == own.Length ? ";" : string.Empty));
        }

        WriteParts(writer, all.Select(static value => (value.Type, value.Expression)));
        writer.Line("return refusal;");
    }

    // Looks into collections, tuples and maps for the declared types inside.
    private void WriteDescent(SourceWriter writer, TypeReference type, string expression)
    {
        // A pattern's variable is in scope to the end of the method: no two share a name.
        string item = "item" + Literal.Int32(_locals++);
        switch (type)
        {
            case NamedReference:
                writer.Line($"refusal ??= Check({expression});");
                break;
            case CollectionReference collection:
                using (writer.Block($"foreach (var {item} in {Check}Items({expression}))"))
                {
                    WriteDescent(writer, collection.Element, item);
                }

                break;
            case MapReference map:
                using (writer.Block($"foreach (var {item} in {Check}Items({expression}))"))
                {
                    WriteParts(writer, [(map.Key, item + ".Key"), (map.Value, item + ".Value")]);
                }

                break;
            case PairReference pair:
                WritePresent(writer, pair, expression, item, present => WriteParts(writer, [(pair.Key, present + ".Key"), (pair.Value, present + ".Value")]));
                break;
            case TupleReference tuple:
                WritePresent(writer, tuple, expression, item, present => WriteParts(
                    writer, tuple.Elements.Select((element, index) => (element.Type, $"{present}.Item{Literal.Int32(index + 1)}"))));
                break;
        }
    }

    private static void WritePresent(SourceWriter writer, TypeReference type, string expression, string local, Action<string> write)
    {
        if (!type.IsNullable)
        {
            write(expression);
            return;
        }

        using (writer.Block($"if ({expression} is {{ }} {local})"))
        {
            write(local);
        }
    }

    private void WriteParts(SourceWriter writer, IEnumerable<(TypeReference Type, string Expression)> parts)
    {
        foreach ((TypeReference type, string expression) in parts.Where(part => IsConstrained(part.Type)))
        {
            WriteDescent(writer, type, expression);
        }
    }

    private string Expression(Constraint constraint, ConstrainedValue value)
    {
        string at = Literal.String(value.Path);
        switch (constraint.Kind)
        {
            case ConstraintKind.Range when value.Type is PrimitiveReference
            {
                Kind: PrimitiveKind.Half or PrimitiveKind.Single or PrimitiveKind.Double or PrimitiveKind.Int128 or PrimitiveKind.UInt128
            }:
                return $"{Check}Range((double?){value.Expression}, {Bound(constraint.Minimum)}, {Bound(constraint.Maximum)}, {at})";
            case ConstraintKind.Range:
                return $"{Check}Range({value.Expression}, {Bound(constraint.Minimum, "MinValue")}, {Bound(constraint.Maximum, "MaxValue")}, {at})";
            case ConstraintKind.Length:
                string counted = value.Type is PrimitiveReference ? value.Expression : $"{Check}Items({value.Expression})";
                return $"{Check}Length({counted}, {Length(constraint.Minimum) ?? "0"}, {Length(constraint.Maximum) ?? "int.MaxValue"}, {at})";
            default:
                return $"{Check}Pattern({value.Expression}, {PatternField(_patterns.IndexOf(constraint.Pattern ?? string.Empty))}, {at})";
        }
    }

    private static string MethodOf(CallSchema call) => "Of" + call.Name;

    private static string ItemMethodOf(CallSchema call) => "ItemOf" + call.Name;

    private static string PatternField(int index) => "Pattern" + Literal.Int32(index);

    private static string? Length(string? text) => text is null ? null : DefaultExpression.Number(PrimitiveKind.Int32, text);

    private static string Bound(string? text) => DefaultExpression.Number(PrimitiveKind.Double, text ?? string.Empty) ?? "double.NaN";

    // A bound that no decimal holds is one that no integer reaches.
    private static string Bound(string? text, string beyond) => DefaultExpression.Number(PrimitiveKind.Decimal, text ?? string.Empty) ?? "decimal." + beyond;

    private static string Key(NamedReference type) => TypeExpression.Format(type with { IsNullable = false });

    /// <summary>Parameters of a call that one method checks.</summary>
    private sealed record CheckedArguments(CallSchema Call, string Method, IReadOnlyList<ParameterSchema> Parameters);

    /// <summary>A parameter or member, and the C# that names it.</summary>
    private sealed record ConstrainedValue(string Expression, TypeReference Type, EquatableArray<Constraint> Constraints, string Path);

    /// <summary>A closed type that parameters reach.</summary>
    private sealed class ConstrainedType(NamedReference reference, TypeSchema schema, IReadOnlyList<(MemberSchema Member, TypeReference Type)> members)
    {
        public NamedReference Reference => reference;

        public TypeSchema Schema => schema;

        public IReadOnlyList<(MemberSchema Member, TypeReference Type)> Members => members;

        public IEnumerable<NamedReference> Cases => schema.Cases.Select(name => new NamedReference(name, reference.Arguments));

        /// <summary>Whether anything in it is constrained.</summary>
        public bool IsConstrained { get; set; }
    }
}
