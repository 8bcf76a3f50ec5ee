namespace Cells.Schema;

/// <summary>What a compiled program uses of its dependencies: the file <c>&lt;assembly&gt;.cells-usage.json</c>. docs/schema/cells-usage.json describes it.</summary>
public sealed record UsageRecord
{
    /// <summary>The newest format, the one that is written.</summary>
    public const int CurrentFormat = UsageDocument.CurrentFormat;

    /// <summary>The largest file that is read, in bytes and in UTF-16 units.</summary>
    public const int MaxLength = UsageDocument.MaxLength;

    /// <summary>The most places that are kept of one use.</summary>
    public const int MaxPlaces = 100;

    /// <summary>What the file's name has behind the assembly's.</summary>
    public const string FileSuffix = ".cells-usage.json";

    /// <summary>The kinds of entries of which the record has all; whatever has another kind counts as used.</summary>
    public EquatableArray<string> Kinds { get; init; } = [UsageKinds.Call];

    /// <summary>The dependencies, ordered by alias. One that is missing counts as used entirely.</summary>
    public EquatableArray<DependencyUsage> Dependencies { get; init; }

    /// <summary>The entry of a call, as <see cref="ContractUsage"/> spells it.</summary>
    /// <param name="contract">The full name of the cell's class.</param>
    /// <param name="call">The call's name.</param>
    public static string CallEntry(string contract, string call) => CallPrefix(contract) + call;

    /// <summary>Reads a record. Null for anything else, and for a newer format: then everything counts as used.</summary>
    public static UsageRecord? Read(string text) => UsageRecordReader.Read(text);

    /// <summary>The canonical document: the same uses always give the same text, with <c>\n</c> as the line end.</summary>
    /// <remarks>Of a program so large that it would not be read again, fewer places are kept of each use; in the end no dependency, which says that everything is used.</remarks>
    public string Write() => UsageDocument.Write((writer, maxPlaces) =>
    {
        UsageDocument.WriteKinds(writer, Kinds);
        writer.Name("dependencies");
        writer.BeginArray();
        foreach (DependencyUsage dependency in Dependencies.OrderBy(static dependency => dependency.Alias, StringComparer.Ordinal).Where(_ => maxPlaces != UsageDocument.NoUses))
        {
            writer.BeginObject();
            writer.Name("alias");
            writer.String(dependency.Alias);
            writer.Name("contract");
            writer.String(dependency.Contract);
            writer.Name("fingerprint");
            writer.String(dependency.Fingerprint);
            writer.Name("uses");
            RecordedUse.Write(writer, dependency.Uses, maxPlaces);
            writer.EndObject();
        }

        writer.EndArray();
    });

    /// <summary>The calls of a dependency that the program uses; null when the record does not say, and so any may be.</summary>
    /// <param name="alias">The dependency's name in <c>cell.toml</c>.</param>
    /// <param name="contract">The contract that is called.</param>
    /// <param name="fingerprint">The contract's fingerprint: a record about another is of another build.</param>
    public IReadOnlyCollection<string>? FindUsedCalls(string alias, string contract, string fingerprint)
    {
        return Find(alias, contract, fingerprint) is { } usage ? FindCalls(Kinds, usage.Uses, contract) : null;
    }

    /// <summary>
    /// What the program uses of one dependency, as that dependency's producer keeps it. Where this record does not say, it is one that uses everything.
    /// </summary>
    /// <param name="alias">The dependency's name in <c>cell.toml</c>.</param>
    /// <param name="contract">The contract that is called.</param>
    /// <param name="fingerprint">The fingerprint of the schema that the program was compiled against.</param>
    /// <param name="name">The consumer's own name.</param>
    /// <param name="version">The consumer's own version.</param>
    public ConsumerRecord ToConsumer(string alias, string contract, string fingerprint, string name, string version)
    {
        DependencyUsage? usage = Find(alias, contract, fingerprint);
        return new ConsumerRecord
        {
            Name = name,
            Version = version,
            Contract = contract,
            Fingerprint = fingerprint,
            Kinds = usage is null ? [] : Kinds,
            Uses = usage?.Uses ?? [],
        };
    }

    /// <summary>What two builds of one program use together, such as those for two target frameworks.</summary>
    /// <remarks>
    /// About the schemas that this record is about. What the other build used of an earlier one counts, too: too much is harmless. A dependency that either does not have counts as
    /// used entirely.
    /// </remarks>
    public UsageRecord Union(UsageRecord other) => new()
    {
        Kinds = [.. Kinds.Where(kind => other.Kinds.Contains(kind))],
        Dependencies =
        [
            .. from own in Dependencies
               join others in other.Dependencies on (own.Alias, own.Contract) equals (others.Alias, others.Contract)
               select own with { Uses = RecordedUse.Union(own.Uses, others.Uses) },
        ],
    };

    /// <summary>The calls of a contract among uses; null when these do not say.</summary>
    internal static IReadOnlyCollection<string>? FindCalls(EquatableArray<string> kinds, EquatableArray<RecordedUse> uses, string contract)
    {
        if (!kinds.Contains(UsageKinds.Call))
        {
            return null;
        }

        string prefix = CallPrefix(contract);
        string[] calls = [.. uses
            .Where(use => use.Entry.StartsWith(prefix, StringComparison.Ordinal))
            .Select(use => use.Entry.Substring(prefix.Length))];
        return calls.Length > SchemaDocument.MaxCalls ? null : calls;
    }

    private DependencyUsage? Find(string alias, string contract, string fingerprint) => Dependencies.FirstOrDefault(dependency
        => string.Equals(dependency.Alias, alias, StringComparison.Ordinal)
            && string.Equals(dependency.Contract, contract, StringComparison.Ordinal)
            && string.Equals(dependency.Fingerprint, fingerprint, StringComparison.Ordinal));

    private static string CallPrefix(string contract) => $"{UsageKinds.Call}:{TypeName.Simple(contract)}.";
}

/// <summary>What a program uses of one dependency.</summary>
/// <param name="Alias">The dependency's name in <c>cell.toml</c>.</param>
/// <param name="Contract">The full name of the cell's class.</param>
/// <param name="Fingerprint">The fingerprint of the schema that the program was compiled against.</param>
/// <param name="Uses">What is used; an entry occurs once.</param>
public sealed record DependencyUsage(string Alias, string Contract, string Fingerprint, EquatableArray<RecordedUse> Uses);
