using Cells.Schema;

namespace Cells.Generators;

/// <summary>A schema's types as one compilation names them.</summary>
internal sealed class TypeScope
{
    private readonly Dictionary<string, TypeSchema> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _codeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamespaceOverride> _overrides = new(StringComparer.Ordinal);

    private readonly Dictionary<string, DeclaredTypeModel> _declarations = new(StringComparer.Ordinal);

    /// <param name="schema">The schema whose types are named.</param>
    /// <param name="overrides">The contracts whose code lives in other namespaces.</param>
    /// <param name="declarations">What C# says about the types that this compilation itself declares; empty at a consumer.</param>
    public TypeScope(CellSchema schema, IEnumerable<NamespaceOverride> overrides, IEnumerable<DeclaredTypeModel> declarations)
    {
        Schema = schema;
        Layouts = new TypeLayouts(schema);
        foreach (DeclaredTypeModel declaration in declarations)
        {
            _declarations[declaration.Name] = declaration;
        }

        foreach (NamespaceOverride item in overrides)
        {
            _overrides[item.Contract] = item;
        }

        foreach (TypeSchema type in schema.Types)
        {
            _types[type.Name] = type;
            _codeNames[type.Name] = _overrides.TryGetValue(DeclaringContract(type), out NamespaceOverride? item) ? item.Apply(type.Name) : type.Name;
        }
    }

    /// <summary>The schema whose types are named.</summary>
    public CellSchema Schema { get; }

    /// <summary>The memory images of the schema's structs.</summary>
    public TypeLayouts Layouts { get; }

    /// <summary>The namespace of the cell's interface, client and contract.</summary>
    public string Namespace => NamespaceOf(Schema.Contract);

    /// <summary>The simple name of the cell's class.</summary>
    public string CellName => Schema.Contract.Substring(Schema.Contract.LastIndexOf('.') + 1);

    /// <summary>The scope of a producer: its own types as they are, a dependency's as <c>cell.toml</c> renames them.</summary>
    public static TypeScope ForProducer(CellModel cell)
    {
        List<NamespaceOverride> overrides = [];
        foreach (TypeNameModel renamed in cell.RenamedTypes)
        {
            if (cell.Schema.FindType(renamed.SchemaName) is { Owner: { } owner }
                && NamespaceOverride.Infer(owner, renamed.SchemaName, renamed.CSharpName) is { } item)
            {
                overrides.Add(item);
            }
        }

        return new TypeScope(cell.Schema, overrides, cell.DeclaredTypes);
    }

    /// <summary>The type named <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">The schema has no such type: readers of schemas have already checked that.</exception>
    public TypeSchema Find(string name) => _types[name];

    /// <summary>Whether the schema declares <paramref name="name"/>.</summary>
    public bool Has(string name) => _types.ContainsKey(name);

    /// <summary>The full name in C#, spelled like a schema name (dots, arity), without <c>global::</c>.</summary>
    public string CodeName(string name) => _codeNames[name];

    /// <summary>The full name of a callback interface in C#, without <c>global::</c>.</summary>
    public string CallbackCodeName(string name) => _overrides.TryGetValue(Schema.Contract, out NamespaceOverride? item) ? item.Apply(name) : name;

    /// <summary>The name of a callback interface as a type.</summary>
    public string GlobalCallback(string name) => "global::" + Identifier.EscapePath(CallbackCodeName(name));

    /// <summary>The contract that declares the type.</summary>
    public string DeclaringContract(TypeSchema type) => type.Owner ?? Schema.Contract;

    /// <summary>The name of the type as an expression or type argument starts: <c>global::Shop.Page</c>, without type arguments.</summary>
    public string GlobalName(string name) => "global::" + Identifier.EscapePath(TypeName.WithoutArity(CodeName(name)));

    /// <summary>
    /// The namespace of the type's codec: that of the contract that declares the type, since a schema does not tell outer types from namespaces
    /// and a producer and its consumers must arrive at one name.
    /// </summary>
    public string CodecNamespace(TypeSchema type) => NamespaceOf(DeclaringContract(type));

    /// <summary>The simple name of the type's codec, without type parameters: <c>ProductCodec</c>, <c>Outer_InnerCodec</c>.</summary>
    public string CodecName(TypeSchema type) =>
        TypeName.WithoutArity(NamespaceOverride.Relative(DeclaringContract(type), type.Name)).Replace('.', '_') + "Codec";

    /// <summary>The full name of the type's codec, without type arguments.</summary>
    public string GlobalCodecName(string name)
    {
        TypeSchema type = Find(name);
        string home = CodecNamespace(type);
        string codec = Identifier.EscapeType(CodecName(type));
        return home.Length == 0 ? "global::" + codec : $"global::{Identifier.EscapePath(home)}.{codec}";
    }

    /// <summary>Whether this compilation's own source declares the type, so that only its codec is generated.</summary>
    public bool IsDeclaredHere(TypeSchema type) => _declarations.ContainsKey(type.Name);

    /// <summary>The members that the type's constructor takes, in its order. All others are set by an object initializer.</summary>
    public IReadOnlyList<MemberSchema> ConstructorMembers(TypeSchema type)
    {
        if (_declarations.TryGetValue(type.Name, out DeclaredTypeModel? declaration))
        {
            return [.. declaration.ConstructorMembers.Select(name => type.Members.First(member => member.Name == name))];
        }

        // The constructor of a generated error takes status and message; its members are all initialized.
        return type.Kind == TypeKind.Error
            ? []
            : [.. type.Members.Where(member => member.Form is MemberForm.Positional or MemberForm.Constructor)];
    }

    /// <summary>The ids of the warnings that naming <paramref name="type"/> and its members gives, because they are deprecated or experimental.</summary>
    public IEnumerable<string> WarningsOf(TypeSchema type)
    {
        if (_declarations.TryGetValue(type.Name, out DeclaredTypeModel? declaration))
        {
            return declaration.ObsoleteIds.Concat(declaration.Experimental).Where(Identifier.IsValid);
        }

        bool isObsolete = type.Obsolete is not null
            || type.Members.Any(member => member.Obsolete is not null)
            || type.Values.Any(value => value.Obsolete is not null);
        return isObsolete ? [Attributes.ObsoleteId] : [];
    }

    /// <summary>Whether a value of the type is stored in place, so that its nullable form is <see cref="Nullable{T}"/>.</summary>
    public static bool IsValueType(TypeSchema type) => type.Kind is TypeKind.Struct or TypeKind.RecordStruct or TypeKind.Enum;

    private string NamespaceOf(string contract) =>
        _overrides.TryGetValue(contract, out NamespaceOverride? item) ? item.Namespace : NamespaceOverride.Of(contract);
}
