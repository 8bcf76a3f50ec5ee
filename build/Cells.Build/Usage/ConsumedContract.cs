using Cells.Generators;
using Cells.Schema;

namespace Cells.Build;

/// <summary>A dependency as the generated code of its consumer knows it.</summary>
internal sealed class ConsumedContract
{
    private readonly Dictionary<string, CallSchema> _calls = new(StringComparer.Ordinal);

    /// <param name="alias">The dependency's name in <c>cell.toml</c>.</param>
    /// <param name="codeNamespace">The namespace that <c>cell.toml</c> gives the generated code; null for the contract's own.</param>
    /// <param name="schema">The schema that the consumer is compiled against.</param>
    /// <param name="fingerprint">The schema's fingerprint.</param>
    public ConsumedContract(string alias, string? codeNamespace, CellSchema schema, string fingerprint)
    {
        Alias = alias;
        CodeNamespace = codeNamespace;
        Schema = schema;
        Fingerprint = fingerprint;
        Entries = new UsageEntries(schema);
        CellName = TypeName.Simple(schema.Contract);
        Namespace = codeNamespace ?? NamespaceOverride.Of(schema.Contract);
        AddCalls();
    }

    /// <summary>The dependency's name in <c>cell.toml</c>.</summary>
    public string Alias { get; }

    /// <summary>The full name of the producer's class.</summary>
    public string Contract => Schema.Contract;

    /// <summary>The schema.</summary>
    public CellSchema Schema { get; }

    /// <summary>The fingerprint of the schema.</summary>
    public string Fingerprint { get; }

    /// <summary>The entries of its parts.</summary>
    public UsageEntries Entries { get; }

    /// <summary>The namespace of the generated interface and client.</summary>
    public string Namespace { get; }

    /// <summary>The simple name of the generated interface.</summary>
    public string Interface => "I" + CellName;

    /// <summary>The simple name of the generated client.</summary>
    public string Client => CellName + "Client";

    private string? CodeNamespace { get; }

    private string CellName { get; }

    /// <summary>The call that a method of the interface or the client makes, in either form and under a present or an old name; null for any other method.</summary>
    public CallSchema? FindCall(string method) => _calls.GetValueOrDefault(method);

    /// <summary>The full name that the generated code gives a type of the schema.</summary>
    /// <param name="type">The type.</param>
    /// <param name="contracts">All dependencies, since the type may belong to another one, whose namespace then counts.</param>
    public string CodeName(TypeSchema type, IEnumerable<ConsumedContract> contracts)
    {
        string owner = type.Owner ?? Contract;
        ConsumedContract? owning = string.Equals(owner, Contract, StringComparison.Ordinal)
            ? this
            : contracts.LastOrDefault(contract => contract.CodeNamespace is not null && string.Equals(contract.Contract, owner, StringComparison.Ordinal));
        return owning?.CodeNamespace is { } space ? new NamespaceOverride(owner, space).Apply(type.Name) : type.Name;
    }

    private void AddCalls()
    {
        foreach (CallSchema call in Schema.Calls)
        {
            _calls[call.Name] = call;
            foreach (CallForm form in CallForms.Of(call))
            {
                _calls[CallForms.NameOf(call.Name, form)] = call;
            }
        }

        // The generator gives up an old name that means something else by now, so the present one wins here too.
        foreach (CallSchema call in Schema.Calls)
        {
            foreach (string name in call.OldNames)
            {
                _calls.TryAdd(name, call);
                foreach (CallForm form in CallForms.Of(call))
                {
                    _calls.TryAdd(CallForms.NameOf(name, form), call);
                }
            }
        }
    }
}
