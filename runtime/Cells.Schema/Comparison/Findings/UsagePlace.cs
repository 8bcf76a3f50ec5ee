namespace Cells.Schema;

/// <summary>Where a change stands in the names that consumers use in their manifests.</summary>
/// <param name="Kind">What stands there.</param>
/// <param name="Owner">The cell and call (<c>Orders.Get</c>), the cell alone, or the type.</param>
/// <param name="Name">The parameter, member, value, case or error; empty for a call or type as a whole.</param>
internal readonly record struct UsagePlace(UsagePlaceKind Kind, string Owner, string Name)
{
    /// <summary>Whether <paramref name="usage"/> has the entry that <paramref name="key"/> means at this place.</summary>
    /// <param name="key">The key of the rule.</param>
    /// <param name="usage">What consumers use.</param>
    /// <param name="isCarried">Whether a used call carries the place in the direction asked about.</param>
    public bool IsUsed(UsageKey key, ContractUsage usage, bool isCarried) => key switch
    {
        UsageKey.Call => isCarried,
        UsageKey.Argument => Parameter("arg", usage),
        UsageKey.NamedArgument => usage.Has("named-arg", Full),
        UsageKey.OmittedArgument => usage.Has("omitted-arg", Full),
        UsageKey.Write => Kind switch
        {
            UsagePlaceKind.Member => usage.Has("write", Full),
            UsagePlaceKind.Parameter => Parameter("arg", usage),
            UsagePlaceKind.Type => usage.HasPartOf("write", Owner),
            _ => isCarried,
        },
        UsageKey.Construct => usage.HasPartOf("write", Owner),
        UsageKey.Read => Kind switch
        {
            UsagePlaceKind.Member => usage.Has("read", Full),
            UsagePlaceKind.Type => usage.HasPartOf("read", Owner),
            _ => isCarried,
        },
        UsageKey.Type => IsTypeUsed(usage),
        UsageKey.Switch => usage.Has("switch", Owner),
        UsageKey.Name => usage.Has(Kind == UsagePlaceKind.EnumValue ? "name" : "case", Full),
        _ => true,
    };

    /// <summary>The consumers' name of what stands here: of the member, parameter or value, else of the call, else of the type.</summary>
    public string? DeclaredName => Owner is null ? null : Name.Length > 0 ? Name : Kind is UsagePlaceKind.Call or UsagePlaceKind.Result or UsagePlaceKind.Parameter ? Owner.Substring(Owner.LastIndexOf('.') + 1) : Owner;

    /// <summary>What a consumer does with what stands here, the most telling first; null when its record says nothing of it.</summary>
    /// <param name="record">The consumer's record.</param>
    /// <param name="key">The key of the rule: whether reading or writing matters.</param>
    public RecordedUse? FindUse(ConsumerRecord record, UsageKey key)
    {
        string full = Full;
        string[] exact = Kind switch
        {
            UsagePlaceKind.Call or UsagePlaceKind.Result => [$"{UsageKinds.Call}:{Owner}"],
            UsagePlaceKind.Parameter => [$"{UsageKinds.NamedArgument}:{full}", $"{UsageKinds.OmittedArgument}:{full}", $"{UsageKinds.Argument}:{full}", $"{UsageKinds.Call}:{Owner}"],
            UsagePlaceKind.Error => [$"{UsageKinds.Case}:{full}", $"{UsageKinds.Call}:{Owner}"],
            UsagePlaceKind.Member when key is UsageKey.Write or UsageKey.Construct or UsageKey.OmittedArgument => [$"{UsageKinds.Write}:{full}", $"{UsageKinds.OmittedArgument}:{full}", $"{UsageKinds.Read}:{full}"],
            UsagePlaceKind.Member => [$"{UsageKinds.Read}:{full}", $"{UsageKinds.Write}:{full}"],
            UsagePlaceKind.EnumValue or UsagePlaceKind.Case => [$"{UsageKinds.Name}:{full}", $"{UsageKinds.Case}:{full}", $"{UsageKinds.Switch}:{Owner}"],
            _ => [],
        };
        RecordedUse[] found = [.. exact.Select(entry => record.Uses.FirstOrDefault(use => string.Equals(use.Entry, entry, StringComparison.Ordinal))).OfType<RecordedUse>()];
        return found.FirstOrDefault(static use => !use.Places.IsEmpty) ?? found.FirstOrDefault() ?? (Kind is UsagePlaceKind.Cell or UsagePlaceKind.Type ? FindPart(record) : null);
    }

    private RecordedUse? FindPart(ConsumerRecord record)
    {
        string part = $":{Owner}.";
        RecordedUse[] found = [.. record.Uses.Where(use => use.Entry.IndexOf(part, StringComparison.Ordinal) == use.Entry.IndexOf(':'))];
        return found.FirstOrDefault(static use => !use.Places.IsEmpty) ?? found.FirstOrDefault();
    }

    private string Full => Name.Length == 0 ? Owner : Owner + "." + Name;

    private bool Parameter(string kind, ContractUsage usage) => Name.Length == 0 ? usage.HasPartOf(kind, Owner) : usage.Has(kind, Full);

    private bool IsTypeUsed(ContractUsage usage) => Kind == UsagePlaceKind.Cell
        ? usage.HasPartOf("call", Owner)
        : usage.HasPartOf("read", Owner)
            || usage.HasPartOf("write", Owner)
            || usage.HasPartOf("omitted-arg", Owner)
            || usage.HasPartOf("name", Owner)
            || usage.HasPartOf("case", Owner)
            || usage.Has("switch", Owner)
            || (Name.Length > 0 && usage.Has("case", Full));
}

/// <summary>What stands at a <see cref="UsagePlace"/>.</summary>
internal enum UsagePlaceKind
{
    Cell,
    Call,
    Parameter,
    Result,
    Error,
    Type,
    Member,
    EnumValue,
    Case,
}
