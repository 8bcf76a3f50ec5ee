using System.Globalization;

namespace Cells.Schema;

/// <summary>Puts a finding of the gate into words.</summary>
internal static class GateMessage
{
    private const int MaxConsumers = 5;
    private const int MaxPlaces = 3;

    public static string Of(GateFinding found)
    {
        List<string> sentences = [found.Finding.Why, .. Concerned(found)];
        if (!found.AcceptedFor.IsEmpty)
        {
            sentences.Add($"It is accepted for {string.Join(", ", found.AcceptedFor)} alone.");
        }

        if (found.Finding.Rule.Remedy.Length > 0)
        {
            sentences.Add(found.Finding.Rule.Remedy);
        }

        if (found.Finding.Verdict == Verdict.Breaking)
        {
            sentences.Add($"Or accept it: cells schema accept {found.Finding.Fingerprint}");
        }

        return string.Join(" ", sentences);
    }

    private static IEnumerable<string> Concerned(GateFinding found)
    {
        // Who is not hurt is worth a word only where nobody is.
        IReadOnlyList<HeldConsumer> hurt = [.. found.Consumers.Where(held => held.Verdict == found.Finding.Verdict && IsHurt(held, found.Finding))];
        if (hurt.Count == 0)
        {
            if (found.Finding.UnfilteredVerdict == Verdict.Breaking)
            {
                yield return "No known consumer uses it.";
            }

            yield break;
        }

        yield return string.Join("; ", hurt.Take(MaxConsumers).Select(Describe)) + (hurt.Count > MaxConsumers ? Text($"; and {hurt.Count - MaxConsumers} more.") : ".");
    }

    /// <summary>A break that is a warning concerns a neighbour, whose own build decides, or nobody.</summary>
    private static bool IsHurt(HeldConsumer held, CompatibilityFinding finding)
        => finding.UnfilteredVerdict != Verdict.Breaking || held.Verdict == Verdict.Breaking || (held.Consumer.Standing == GateStanding.Neighbor && (held.Use is not null || !held.HasUsage));

    private static string Describe(HeldConsumer held)
    {
        string who = held.Consumer.Standing switch
        {
            GateStanding.Promised => $"[schema] accepts promises to serve clients of {held.Consumer.Version}, which count as using it",
            GateStanding.Connected when held.Consumer.Instances > 0 => Text($"{CompatibilityGate.Describe(held.Consumer)} ({held.Consumer.Instances} connected)"),
            GateStanding.Connected => $"{CompatibilityGate.Describe(held.Consumer)} (may be connected)",
            GateStanding.Neighbor => $"{CompatibilityGate.Describe(held.Consumer)} (in this repository, not connected: its own build decides)",
            _ => $"{CompatibilityGate.Describe(held.Consumer)} (recorded, not connected)",
        };
        return held.Consumer.Standing == GateStanding.Promised ? who
            : held.Use is { } use ? $"{who} {Verb(use.Entry)}{Places(use)}"
            : held.HasUsage ? who
            : $"{who} counts as using everything";
    }

    private static string Verb(string entry) => entry.Substring(0, Math.Max(0, entry.IndexOf(':'))) switch
    {
        UsageKinds.Call => "calls it",
        UsageKinds.Read => "reads it",
        UsageKinds.Write => "writes it",
        UsageKinds.Argument => "passes it",
        UsageKinds.NamedArgument or UsageKinds.Name => "names it",
        UsageKinds.OmittedArgument => "leaves it out",
        UsageKinds.Case => "handles it",
        UsageKinds.Switch => "switches over it",
        _ => "uses it",
    };

    private static string Places(RecordedUse use)
        => use.Places.IsEmpty ? ""
            : " in " + string.Join(", ", use.Places.Take(MaxPlaces).Select(static place => Text($"{place.File}({place.Line})")))
                + (use.Places.Count > MaxPlaces ? Text($" and {use.Places.Count - MaxPlaces} more places") : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
