using Cells.Schema;

namespace Cells.Build;

/// <summary>A dependency as the generated code of its consumer knows it.</summary>
internal sealed class ConsumedContract
{
    private const string AwaitableSuffix = "Async";

    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);

    /// <param name="alias">The dependency's name in <c>cell.toml</c>.</param>
    /// <param name="codeNamespace">The namespace that <c>cell.toml</c> gives the generated code; null for the contract's own.</param>
    /// <param name="schema">The schema that the consumer is compiled against.</param>
    /// <param name="fingerprint">The schema's fingerprint.</param>
    public ConsumedContract(string alias, string? codeNamespace, CellSchema schema, string fingerprint)
    {
        Alias = alias;
        Contract = schema.Contract;
        Fingerprint = fingerprint;
        CellName = TypeName.Simple(schema.Contract);
        Namespace = codeNamespace ?? schema.Contract[..Math.Max(0, schema.Contract.LastIndexOf('.'))];
        AddCalls(schema);
    }

    /// <summary>The dependency's name in <c>cell.toml</c>.</summary>
    public string Alias { get; }

    /// <summary>The full name of the producer's class.</summary>
    public string Contract { get; }

    /// <summary>The fingerprint of the schema.</summary>
    public string Fingerprint { get; }

    /// <summary>The namespace of the generated interface and client.</summary>
    public string Namespace { get; }

    /// <summary>The simple name of the generated interface.</summary>
    public string Interface => "I" + CellName;

    /// <summary>The simple name of the generated client.</summary>
    public string Client => CellName + "Client";

    private string CellName { get; }

    /// <summary>The call that a method of the interface or the client makes, in either form and under a present or an old name; null for any other method.</summary>
    public string? FindCall(string method) => _calls.GetValueOrDefault(method);

    private void AddCalls(CellSchema schema)
    {
        foreach (CallSchema call in schema.Calls)
        {
            _calls[call.Name] = call.Name;
            _calls[call.Name + AwaitableSuffix] = call.Name;
        }

        // The generator gives up an old name that means something else by now, so the present one wins here too.
        foreach (CallSchema call in schema.Calls)
        {
            foreach (string name in call.OldNames)
            {
                _calls.TryAdd(name, call.Name);
                _calls.TryAdd(name + AwaitableSuffix, call.Name);
            }
        }
    }
}
