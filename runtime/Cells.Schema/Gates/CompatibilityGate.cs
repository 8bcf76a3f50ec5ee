namespace Cells.Schema;

/// <summary>Asks whether a producer's code breaks anyone whom it is held to, and what its version owes.</summary>
public static class CompatibilityGate
{
    /// <summary>Holds <paramref name="current"/> to everyone whom <paramref name="gate"/> names.</summary>
    /// <param name="current">The contract of the code being compiled, with the version of its <c>cell.toml</c>.</param>
    /// <param name="gate">Whom it is held to.</param>
    /// <param name="schemas">The schema of a key; null for one that cannot be read.</param>
    /// <param name="records">The record of a key; null for one that cannot be read, which counts as using everything.</param>
    /// <param name="breaks">What the cell's owners accepted.</param>
    public static GateReport Judge(
        CellSchema current, GateDocument gate, Func<string, CellSchema?> schemas, Func<string, ConsumerRecord?> records, AcceptedBreaks breaks)
    {
        string cell = TypeName.Simple(current.Contract);
        List<CompatibilityFinding> policy = [];
        List<HeldComparison> held = [];
        foreach (GateConsumer consumer in gate.Consumers)
        {
            ConsumerRecord? record = consumer.Usage is null ? null : records(consumer.Usage);
            if (schemas(consumer.Schema) is not { } schema)
            {
                policy.Add(Unreadable(cell, Describe(consumer)));
                continue;
            }

            if (consumer.Standing != GateStanding.Promised && (record is null || record.ToUsage().IsEverything))
            {
                policy.Add(UnknownUsage(cell, consumer.Name, consumer.Version));
            }

            ComparisonOptions options = new() { ChecksVersion = false, Usage = record?.ToUsage() ?? ContractUsage.Everything };
            List<CompatibilityFinding> findings = [.. SchemaComparer.Compare(schema, current, options).Findings.Select(finding => Lower(finding, consumer.Standing))];
            policy.AddRange(findings.Where(static finding => finding.Rule.IsPolicy));
            held.Add(new HeldComparison(consumer, record, [.. findings.Where(static finding => !finding.Rule.IsPolicy)]));
        }

        SemanticVersion version = SemanticVersion.TryParse(current.Version, out SemanticVersion parsed) ? parsed : SemanticVersion.Zero;
        SuppressionResult result = SuppressionResult.Apply(
            [.. held.Select(static comparison => new ConsumerFindings(comparison.Consumer.Name, comparison.Findings))],
            breaks,
            new SuppressionScope(cell, version, gate.AsOf ?? DateTime.MinValue, IsComplete: false));
        ILookup<string, HeldConsumer> concerned = held
            .SelectMany(static comparison => comparison.Findings.Select(finding => (finding.Fingerprint, Held: HeldConsumer.Of(comparison.Consumer, comparison.Record, finding))))
            .ToLookup(static pair => pair.Fingerprint, static pair => pair.Held, StringComparer.Ordinal);
        (CompatibilityFinding? tooLow, SemanticVersion? demanded) = CheckVersion(current, gate, schemas, cell, policy);
        return new GateReport
        {
            Findings = result.Findings
                .Where(static finding => !finding.IsAccepted)
                .Select(finding => new GateFinding(
                    finding.Finding,
                    concerned[finding.Finding.Fingerprint].Where(held => finding.Consumers.Contains(held.Consumer.Name)).OrderByDescending(static held => held.Verdict).ToEquatableArray(),
                    finding.AcceptedFor))
                .ToEquatableArray(),
            Policy = policy.Distinct().ToEquatableArray(),
            Entries = result.Entries.ToEquatableArray(),
            VersionTooLow = tooLow,
            DemandedVersion = demanded,
        };
    }

    /// <summary>CELL2001: a consumer did not say what it uses of <paramref name="cell"/>.</summary>
    public static CompatibilityFinding UnknownUsage(string cell, string consumer, string version) => CompatibilityFinding.OfPolicy(
        CompatibilityRules.UnknownUsage, cell, consumer, $"{Describe(consumer, version)} published nothing about what it uses of '{cell}': it counts as using everything.");

    /// <summary>What a finding counts for a consumer that stands so: a break of a neighbour is a warning, since its own build decides.</summary>
    public static CompatibilityFinding Lower(CompatibilityFinding finding, GateStanding standing)
        => standing == GateStanding.Neighbor && finding.Verdict == Verdict.Breaking ? finding with { Verdict = Verdict.Warning } : finding;

    /// <summary>Nobody but the newest release is asked what the version owes: a consumer may be older than several releases.</summary>
    private static (CompatibilityFinding? Finding, SemanticVersion? Demanded) CheckVersion(
        CellSchema current, GateDocument gate, Func<string, CellSchema?> schemas, string cell, List<CompatibilityFinding> policy)
    {
        if (gate.Released is null)
        {
            return default;
        }

        if (schemas(gate.Released) is not { } released)
        {
            policy.Add(Unreadable(cell, "the newest release"));
            return default;
        }

        SchemaComparison comparison = SchemaComparer.Compare(released, current);
        CompatibilityFinding? finding = comparison.Findings.FirstOrDefault(static finding => finding.Rule == CompatibilityRules.VersionTooLow);
        return finding is not null && SemanticVersion.TryParse(released.Version, out SemanticVersion version)
            ? (finding, comparison.Bump == VersionBump.None ? version : VersionDemand.Next(version, comparison.Bump))
            : default;
    }

    private static CompatibilityFinding Unreadable(string cell, string whose)
        => CompatibilityFinding.OfPolicy(CompatibilityRules.Undecided, cell, cell, $"The schema of {whose} cannot be read, so it is not known whether '{cell}' still fits it.");


    internal static string Describe(GateConsumer consumer) => Describe(consumer.Name, consumer.Version);

    private static string Describe(string name, string version) => version.Length == 0 ? name : $"{name} {version}";

    private sealed record HeldComparison(GateConsumer Consumer, ConsumerRecord? Record, IReadOnlyCollection<CompatibilityFinding> Findings);
}
