using Cells.Generators;
using Cells.Schema;

namespace Cells.Analyzers;

/// <summary>What changed in a dependency since the consumer's committed snapshot, by the names that the consumer's code still has.</summary>
internal sealed class DependencyChanges
{
    private readonly ILookup<(string Owner, string Name), CompatibilityFinding> _byPlace;
    private readonly ILookup<string, CompatibilityFinding> _byOwner;
    private readonly ILookup<string, CompatibilityFinding> _byTypeName;
    private readonly Dictionary<string, string> _oldNames = new(StringComparer.Ordinal);
    private readonly ComparedSchema _before;

    private DependencyChanges(string alias, CellSchema before, CellSchema after, IReadOnlyList<CompatibilityFinding> findings)
    {
        Alias = alias;
        Before = before;
        After = after;
        _before = new ComparedSchema(before);
        foreach (CompatibilityFinding renamed in findings.Where(static finding => finding.Rule == CompatibilityRules.TypeRenamed || finding.Rule == CompatibilityRules.TypeNameLost))
        {
            _oldNames[renamed.After] = renamed.Before;
        }

        _byPlace = findings.ToLookup(static finding => (finding.Place.Owner, finding.Place.Name));
        _byOwner = findings.ToLookup(static finding => finding.Place.Owner, StringComparer.Ordinal);
        _byTypeName = findings.SelectMany(TypeNames).ToLookup(static pair => pair.Name, static pair => pair.Finding, StringComparer.Ordinal);
        Words = new HashSet<string>(findings.SelectMany(WordsOf), StringComparer.Ordinal);
    }

    /// <summary>The dependency's name in <c>cell.toml</c>.</summary>
    public string Alias { get; }

    /// <summary>The schema that the code was last compiled against.</summary>
    public CellSchema Before { get; }

    /// <summary>The schema that it is compiled against now.</summary>
    public CellSchema After { get; }

    /// <summary>The identifiers by which code may touch what changed: whatever else stands in it needs no second look.</summary>
    public IReadOnlyCollection<string> Words { get; }

    /// <summary>What changed between two schemas; null when nothing did that code could notice.</summary>
    public static DependencyChanges? Between(string alias, CellSchema before, CellSchema after)
    {
        ComparisonOptions options = new() { Side = ComparisonSide.Consumer, ChecksVersion = false };
        IReadOnlyList<CompatibilityFinding> findings = [.. SchemaComparer.Compare(before, after, options).Findings.Where(static finding => !finding.Rule.IsPolicy && IsNoticed(finding))];
        return findings.Count == 0 ? null : new DependencyChanges(alias, before, after, findings);
    }

    /// <summary>What the finding does to a compile, in the direction that is worse for it.</summary>
    public static SourceEffect EffectOf(CompatibilityFinding finding) => (SourceEffect)Math.Max(
        (int)(finding.Request is null ? SourceEffect.Compiles : finding.Rule.Request?.Source ?? SourceEffect.Compiles),
        (int)(finding.Response is null ? SourceEffect.Compiles : finding.Rule.Response?.Source ?? SourceEffect.Compiles));

    /// <summary>The name in findings of a type that the present schema calls <paramref name="schemaName"/>.</summary>
    public string OwnerOf(string schemaName) => _before.PathName(_oldNames.TryGetValue(schemaName, out string? old) ? old : schemaName);

    /// <summary>What changed at a member, value, parameter or case.</summary>
    public IEnumerable<CompatibilityFinding> At(string owner, string name) => _byPlace[(owner, name)];

    /// <summary>What changed in the call, its parameters, its result and its errors.</summary>
    public IEnumerable<CompatibilityFinding> OfCall(string name) => _byOwner[$"{_before.Cell}.{name}"];

    /// <summary>What changed in the type or in one of its members.</summary>
    public IEnumerable<CompatibilityFinding> OfType(string owner) => _byOwner[owner];

    /// <summary>What happened to a type of this simple name.</summary>
    public IEnumerable<CompatibilityFinding> OfTypeName(string simpleName) => _byTypeName[simpleName];

    // What an alias of the generated code hides is noticed where C# has no alias.
    private static bool IsNoticed(CompatibilityFinding finding)
        => EffectOf(finding) != SourceEffect.Compiles
            || finding.Rule == CompatibilityRules.CallRenamed || finding.Rule == CompatibilityRules.MemberRenamed || finding.Rule == CompatibilityRules.TypeRenamed || finding.Rule == CompatibilityRules.ValueRenamed;

    private IEnumerable<(string Name, CompatibilityFinding Finding)> TypeNames(CompatibilityFinding finding)
    {
        switch (finding.Place.Kind)
        {
            case UsagePlaceKind.Cell:
                yield return ("I" + _before.Cell, finding);
                yield return (_before.Cell + "Client", finding);
                break;
            case UsagePlaceKind.Type when finding.Rule == CompatibilityRules.TypeRenamed || finding.Rule == CompatibilityRules.TypeNameLost:
                yield return (TypeName.Simple(finding.Before), finding);
                break;
            case UsagePlaceKind.Error or UsagePlaceKind.Case:
                yield return (TypeName.Simple(finding.Place.Name), finding);
                break;
        }
    }

    private IEnumerable<string> WordsOf(CompatibilityFinding finding)
    {
        yield return finding.Place.Name;
        string last = finding.Place.Owner.Substring(finding.Place.Owner.LastIndexOf('.') + 1);
        yield return last;
        if (finding.Place.Kind is UsagePlaceKind.Call or UsagePlaceKind.Parameter or UsagePlaceKind.Result)
        {
            yield return last + "Async";
            yield return CallForms.HandlerPrefix + last + "Async";
        }

        foreach ((string name, _) in TypeNames(finding))
        {
            yield return name;
        }
    }
}
