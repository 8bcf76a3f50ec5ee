namespace Cells.Schema;

/// <summary>What a compiled program uses of its dependencies: the file <c>&lt;assembly&gt;.cells-usage.json</c>. docs/schema/cells-usage.json describes it.</summary>
public sealed record UsageRecord
{
    /// <summary>The newest format, the one that is written.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The largest file that is read, in bytes and in UTF-16 units.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>The most places that are kept of one use.</summary>
    public const int MaxPlaces = 100;

    /// <summary>What the file's name has behind the assembly's.</summary>
    public const string FileSuffix = ".cells-usage.json";

    /// <summary>The kind of the entry <c>call:Catalog.Get</c>.</summary>
    public const string CallKind = "call";

    /// <summary>The kinds of entries of which the record has all; whatever has another kind counts as used.</summary>
    public EquatableArray<string> Kinds { get; init; } = [CallKind];

    /// <summary>The dependencies, ordered by alias. One that is missing counts as used entirely.</summary>
    public EquatableArray<DependencyUsage> Dependencies { get; init; }

    /// <summary>The entry of a call, as <see cref="ContractUsage"/> spells it.</summary>
    /// <param name="contract">The full name of the cell's class.</param>
    /// <param name="call">The call's name.</param>
    public static string CallEntry(string contract, string call) => CallPrefix(contract) + call;

    /// <summary>Reads a record. Null for anything else, and for a newer format: then everything counts as used.</summary>
    public static UsageRecord? Read(string text) => UsageRecordReader.Read(text);

    /// <summary>The canonical document: the same uses always give the same text, with <c>\n</c> as the line end.</summary>
    public string Write()
    {
        JsonWriter writer = new();
        writer.BeginObject();
        writer.Name("format");
        writer.Number(CurrentFormat);
        writer.Name("kinds");
        writer.BeginArray(inline: true);
        foreach (string kind in Kinds)
        {
            writer.String(kind);
        }

        writer.EndArray();
        writer.Name("dependencies");
        writer.BeginArray();
        foreach (DependencyUsage dependency in Dependencies.OrderBy(static dependency => dependency.Alias, StringComparer.Ordinal))
        {
            Write(writer, dependency);
        }

        writer.EndArray();
        writer.EndObject();
        return writer + "\n";
    }

    /// <summary>The calls of a dependency that the program uses; null when the record does not say, and so any may be.</summary>
    /// <param name="alias">The dependency's name in <c>cell.toml</c>.</param>
    /// <param name="contract">The contract that is called.</param>
    /// <param name="fingerprint">The contract's fingerprint: a record about another is of another build.</param>
    public IReadOnlyCollection<string>? FindUsedCalls(string alias, string contract, string fingerprint)
    {
        DependencyUsage? usage = Dependencies.FirstOrDefault(dependency => string.Equals(dependency.Alias, alias, StringComparison.Ordinal));
        if (usage is null
            || !Kinds.Contains(CallKind)
            || !string.Equals(usage.Contract, contract, StringComparison.Ordinal)
            || !string.Equals(usage.Fingerprint, fingerprint, StringComparison.Ordinal))
        {
            return null;
        }

        string prefix = CallPrefix(contract);
        string[] calls = [.. usage.Uses
            .Where(use => use.Entry.StartsWith(prefix, StringComparison.Ordinal))
            .Select(use => use.Entry.Substring(prefix.Length))];
        return calls.Length > SchemaDocument.MaxCalls ? null : calls;
    }

    private static string CallPrefix(string contract) => $"{CallKind}:{TypeName.Simple(contract)}.";

    private static void Write(JsonWriter writer, DependencyUsage dependency)
    {
        writer.BeginObject();
        writer.Name("alias");
        writer.String(dependency.Alias);
        writer.Name("contract");
        writer.String(dependency.Contract);
        writer.Name("fingerprint");
        writer.String(dependency.Fingerprint);
        writer.Name("uses");
        writer.BeginArray();
        foreach (RecordedUse use in dependency.Uses.OrderBy(static use => use.Entry, StringComparer.Ordinal))
        {
            writer.BeginObject();
            writer.Name("entry");
            writer.String(use.Entry);
            writer.Name("places");
            writer.BeginArray();
            foreach (UsePlace place in use.Places.Distinct().OrderBy(static place => place.File, StringComparer.Ordinal).ThenBy(static place => place.Line).Take(MaxPlaces))
            {
                writer.BeginObject();
                writer.Name("file");
                writer.String(place.File);
                writer.Name("line");
                writer.Number(place.Line);
                writer.EndObject();
            }

            writer.EndArray();
            writer.EndObject();
        }

        writer.EndArray();
        writer.EndObject();
    }
}

/// <summary>What a program uses of one dependency.</summary>
/// <param name="Alias">The dependency's name in <c>cell.toml</c>.</param>
/// <param name="Contract">The full name of the cell's class.</param>
/// <param name="Fingerprint">The fingerprint of the schema that the program was compiled against.</param>
/// <param name="Uses">What is used; an entry occurs once.</param>
public sealed record DependencyUsage(string Alias, string Contract, string Fingerprint, EquatableArray<RecordedUse> Uses);

/// <summary>Something that is used, and where.</summary>
/// <param name="Entry">An entry as <see cref="ContractUsage"/> has it: <c>call:Catalog.Get</c>.</param>
/// <param name="Places">Where; empty when the compiler left no debug information.</param>
public sealed record RecordedUse(string Entry, EquatableArray<UsePlace> Places);

/// <summary>A line of source.</summary>
/// <param name="File">The file, relative to the project, with <c>/</c>; as the compiler noted it where there is no such file.</param>
/// <param name="Line">The line, from 1.</param>
public sealed record UsePlace(string File, int Line);
