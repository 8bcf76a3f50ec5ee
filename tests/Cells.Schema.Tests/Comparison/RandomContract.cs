namespace Cells.Schema.Tests;

/// <summary>A random contract, and random edits of it, all from one seed.</summary>
internal sealed class RandomContract(int seed)
{
    private static readonly string[] Names = ["Id", "Name", "Count", "Note", "Tags", "Total", "State", "Next"];

    private static readonly string[] Simple =
    [
        "Boolean", "Byte", "Int16", "Int32", "Int64", "UInt32", "UInt64", "Int128", "Half", "Single", "Double", "Decimal", "Char", "Guid", "DateTime", "String", "Uri",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A contract of a few calls over a few types, recursive ones too.</summary>
    public CellSchema Next()
    {
        TypeSchema[] types =
        [
            .. Enumerable.Range(0, 4).Select(i => Object($"Shop.T{i}")),
            Struct("Shop.S0"),
            Enum("Shop.E0"),
            Enum("Shop.E1"),
            Contract.Union("Shop.U", "Shop.T0", "Shop.T1"),
            Object("Shop.G`1") with { TypeParameters = ["T"], Kind = TypeKind.Class, Members = [Contract.Property("Item", "!T"), Contract.Property("All", "List<!T>")] },
            Object("Shop.X") with { Kind = TypeKind.Error },
        ];
        CallSchema[] calls =
        [
            Contract.Event("Done", Parameters()),
            .. Names.Take(3).Select(name => Contract.Call("Do" + name, Maybe() ? Type() : null, Parameters()) with
            {
                Errors = Maybe() ? ["Shop.X"] : [],
                Experimental = _random.Next(6) == 0 ? "SHOP001" : null,
            }),
        ];
        calls[1] = calls[1] with { Parameters = [.. calls[1].Parameters, Callback("watcher", "Shop.IWatcher")] };
        calls[2] = calls[2] with { Parameters = [Callback("asker", "Shop.IAsker"), .. calls[2].Parameters, Callback("watcher", "Shop.IWatcher")] };
        return Contract.Of([.. calls, .. types]) with { Callbacks = [Interface("Shop.IAsker"), Interface("Shop.IWatcher")] };
    }

    /// <summary><paramref name="schema"/> with one to six random edits.</summary>
    public CellSchema Edit(CellSchema schema)
    {
        for (int i = _random.Next(1, 7); i > 0; i--)
        {
            schema = _random.Next(5) == 0 ? schema with { Callbacks = EditOne(schema.Callbacks, EditCallback) }
                : _random.Next(3) == 0 && schema.Calls.Count > 0
                ? schema with { Calls = EditOne(schema.Calls, EditCall).OrderBy(static call => call.Name, StringComparer.Ordinal).ToEquatableArray() }
                : schema with { Types = EditOne(schema.Types, EditType) };
        }

        return schema;
    }

    private ParameterSchema Callback(string name, string callback) =>
        Contract.Parameter(name, "Boolean") with { Callback = callback, IsOptionalCallback = Maybe() };

    private CallbackSchema Interface(string name) => new()
    {
        Name = name,
        Methods = Names.Where(_ => _random.Next(3) == 0).Select(method => Contract.Call(method, Maybe() ? Type() : null, Parameters()))
            .OrderBy(static method => method.Name, StringComparer.Ordinal).ToEquatableArray(),
    };

    private CallbackSchema EditCallback(CallbackSchema callback) => callback with
    {
        Methods = Disturb(callback.Methods, () => Contract.Call(Names[_random.Next(Names.Length)] + "3", Maybe() ? Type() : null, Parameters()), static method => method.Name, EditCall)
            .OrderBy(static method => method.Name, StringComparer.Ordinal).ToEquatableArray(),
    };

    private bool Maybe() => _random.Next(2) == 0;

    private EquatableArray<T> EditOne<T>(EquatableArray<T> items, Func<T, T> edit)
        where T : IEquatable<T>
    {
        T[] all = [.. items];
        if (all.Length > 0)
        {
            int index = _random.Next(all.Length);
            all[index] = edit(all[index]);
        }

        return all.ToEquatableArray();
    }

    private EquatableArray<T> Disturb<T>(EquatableArray<T> items, Func<T> make, Func<T, string> name, Func<T, T> edit)
        where T : IEquatable<T>
    {
        List<T> all = [.. items];
        switch (_random.Next(5))
        {
            case 0 when all.Count > 0:
                all.RemoveAt(_random.Next(all.Count));
                break;
            case 1 or 2:
                T added = make();
                if (!all.Exists(item => name(item) == name(added)))
                {
                    all.Insert(_random.Next(all.Count + 1), added);
                }

                break;
            case 3:
                all.Reverse();
                break;
            default:
                return EditOne(items, edit);
        }

        return all.ToEquatableArray();
    }

    private TypeSchema EditType(TypeSchema type) => type.Kind switch
    {
        TypeKind.Enum => _random.Next(4) == 0
            ? type with { IsOpen = !type.IsOpen }
            : type with { Values = Disturb(type.Values, Value, static value => value.Name, value => value with { Number = _random.Next(8) }) },
        TypeKind.UnionRecord => type with { Cases = Disturb(type.Cases, () => $"Shop.T{_random.Next(4)}", static name => name, static name => name) },
        _ when type.Name == "Shop.S0" => _random.Next(4) == 0
            ? type with { Kind = (TypeKind)_random.Next(4) }
            : type with { Members = Disturb(type.Members, Field, static member => member.Name, _ => Field()) },
        TypeKind.Error => type with { Members = Disturb(type.Members, Member, static member => member.Name, EditMember) },
        _ when type.TypeParameters.Count > 0 => type,
        _ => _random.Next(5) == 0
            ? type with { Kind = Kind() }
            : type with { Members = Disturb(type.Members, Member, static member => member.Name, EditMember) },
    };

    private CallSchema EditCall(CallSchema call) => _random.Next(4) switch
    {
        0 when call.Kind == CallKind.Unary => call with { Result = Maybe() ? Contract.Type(Type()) : null },
        1 => call with { Name = call.Name + "2", OldNames = Maybe() ? [call.Name] : [] },
        _ => call with { Parameters = Disturb(call.Parameters, Parameter, static parameter => parameter.Name, EditParameter) },
    };

    private ParameterSchema EditParameter(ParameterSchema parameter) => parameter.Callback is null
        ? parameter with { Type = Contract.Type(Type()) }
        : _random.Next(3) == 0
            ? Contract.Parameter(parameter.Name, "Boolean")
            : parameter with { IsOptionalCallback = !parameter.IsOptionalCallback };

    private MemberSchema EditMember(MemberSchema member) => _random.Next(3) switch
    {
        0 => member with { Type = Contract.Type(Type()), Default = null },
        1 => member with { HasRequiredKeyword = !member.HasRequiredKeyword },
        _ => member with { Name = member.Name + "2", OldNames = Maybe() ? [member.Name] : [] },
    };

    private TypeSchema Object(string name)
    {
        EquatableArray<MemberSchema> members = Names.Where(_ => Maybe()).Select(member => Member() with { Name = member }).ToEquatableArray();
        return Contract.Object(name, Kind()) with { Members = members };
    }

    /// <summary>A struct, which must not hold itself: of simple members.</summary>
    private TypeSchema Struct(string name) => Contract.Object(name, TypeKind.Struct) with
    {
        Members = Names.Where(_ => Maybe()).Select(member => Field() with { Name = member }).ToEquatableArray(),
    };

    private MemberSchema Field() => Contract.Property(Names[_random.Next(Names.Length)] + "3", Simple[_random.Next(Simple.Length)] + Null());

    private TypeKind Kind() => (TypeKind)_random.Next(3) is TypeKind.Struct ? TypeKind.Record : (TypeKind)_random.Next(2);

    private TypeSchema Enum(string name) => Contract.Enum(name, "Red", "Green", "Blue") with { IsOpen = Maybe() };

    private EnumValue Value() => new() { Name = Names[_random.Next(Names.Length)], Number = _random.Next(8) };

    private ParameterSchema[] Parameters() => [.. Names.Where(_ => _random.Next(4) == 0).Select(name => Parameter() with { Name = name })];

    private ParameterSchema Parameter() => Contract.Parameter(Names[_random.Next(Names.Length)] + "3", Type());

    private MemberSchema Member()
    {
        bool isNumber = _random.Next(3) == 0;
        MemberSchema member = Contract.Property(
            Names[_random.Next(Names.Length)] + "3", isNumber ? "Int32" : Type(), isNumber && Maybe() ? Contract.Number("7") : null);
        return member with { Form = (MemberForm)_random.Next(4), HasRequiredKeyword = member.Default is null && _random.Next(4) == 0 };
    }

    private string Type(int depth = 0) => _random.Next(depth > 1 ? 6 : 15) switch
    {
        0 => $"Shop.T{_random.Next(4)}?",
        1 => $"Shop.E{_random.Next(2)}" + Null(),
        2 => "Shop.U" + Null(),
        3 => $"Shop.T{_random.Next(4)}" + Null(),
        4 => "Shop.S0" + Null(),
        14 => $"List<{Type(depth + 1)}>" + Null(),
        6 => $"HashSet<{Type(depth + 1)}>" + Null(),
        7 => $"Dictionary<String, {Type(depth + 1)}>" + Null(),
        8 => $"(Int32 A, {Type(depth + 1)} B)",
        9 => $"Shop.G`1<{Type(depth + 1)}>?",
        10 => $"KeyValuePair<Int32, {Type(depth + 1)}>",
        _ => Simple[_random.Next(Simple.Length)] + Null(),
    };

    private string Null() => _random.Next(3) == 0 ? "?" : "";
}
