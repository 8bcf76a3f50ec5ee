using System.Globalization;

namespace Cells.Schema;

/// <summary>Compares what a call promises besides its payloads.</summary>
internal static class CallPromises
{
    /// <summary>Reports a rule that applies to a call: rule, path, before, after, why.</summary>
    public delegate void Report(CompatibilityRule rule, string path, string before, string after, string why);

    public static void Compare(Report report, string path, CallSchema before, CallSchema after)
    {
        CompareRepeating(report, path, before, after);
        CompareDeadline(report, path, before.DeadlineMs, after.DeadlineMs);
        CompareScope(report, path, before.Scope, after.Scope);
        if (before.Experimental is null && after.Experimental is string id)
        {
            report(CompatibilityRules.CallMadeExperimental, path, "stable", id, $"'{path}' was stable and is experimental ({id}).");
        }
        else if (before.Experimental is string old && !string.Equals(old, after.Experimental, StringComparison.Ordinal))
        {
            report(CompatibilityRules.PromiseStrengthened, path, old, after.Experimental ?? "stable", $"'{path}' is no longer experimental under {old}.");
        }

        if (before.Obsolete != after.Obsolete)
        {
            string why = after.Obsolete is Deprecation deprecation ? $"'{path}' is deprecated. {deprecation.Message}".TrimEnd() : $"'{path}' is no longer deprecated.";
            report(CompatibilityRules.DeprecationChanged, path, Text(before.Obsolete), Text(after.Obsolete), why);
        }

        if (!string.Equals(before.Documentation, after.Documentation, StringComparison.Ordinal))
        {
            report(CompatibilityRules.DocumentationChanged, path, "", "", $"The documentation of '{path}' changed.");
        }
    }

    private static void CompareRepeating(Report report, string path, CallSchema before, CallSchema after)
    {
        string oldText = Repeating(before);
        string newText = Repeating(after);
        if ((before.IsIdempotent && !after.IsIdempotent && !after.IsExactlyOnce) || (before.IsExactlyOnce && !after.IsExactlyOnce))
        {
            report(
                CompatibilityRules.IdempotencyWithdrawn, path, oldText, newText, $"'{path}' was {oldText} and is {newText}: consumers already repeat it.");
        }
        else if (!string.Equals(oldText, newText, StringComparison.Ordinal))
        {
            report(CompatibilityRules.PromiseStrengthened, path, oldText, newText, $"'{path}' was {oldText} and is {newText}.");
        }
    }

    private static void CompareDeadline(Report report, string path, int? before, int? after)
    {
        if (before == after)
        {
            return;
        }

        bool isShorter = after is not null && (before is null || after < before);
        report(
            isShorter ? CompatibilityRules.DeadlineShortened : CompatibilityRules.PromiseStrengthened,
            path,
            Milliseconds(before),
            Milliseconds(after),
            $"The deadline of '{path}' was {Milliseconds(before)} and is {Milliseconds(after)}"
                + (isShorter ? ": calls that passed may time out." : "."));
    }

    private static void CompareScope(Report report, string path, string? before, string? after)
    {
        if (string.Equals(before, after, StringComparison.Ordinal))
        {
            return;
        }

        report(
            after is null ? CompatibilityRules.ScopeRemoved : CompatibilityRules.ScopeDemanded,
            path,
            before ?? "",
            after ?? "",
            after is null
                ? $"'{path}' no longer demands the scope '{before}'."
                : $"'{path}' demands the scope '{after}': callers without it are refused.");
    }

    private static string Repeating(CallSchema call) =>
        call.IsExactlyOnce ? "exactly once" : call.IsIdempotent ? "idempotent" : "not idempotent";

    private static string Milliseconds(int? value) => value is int milliseconds ? milliseconds.ToString(CultureInfo.InvariantCulture) + " ms" : "none";

    private static string Text(Deprecation? deprecation) => deprecation is null ? "" : "[Obsolete]";
}
