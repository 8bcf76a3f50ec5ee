namespace Cells.Schema;

/// <summary>The one list of the rules of compatibility. Analyzers, command line, runtime and documentation take it from here.</summary>
public static partial class CompatibilityRules
{
    /// <summary>Every rule, ordered by id.</summary>
    public static EquatableArray<CompatibilityRule> All => Table.Rules;

    /// <summary>The rule with the id <paramref name="id"/>, or null.</summary>
    public static CompatibilityRule? Find(string id)
    {
        foreach (CompatibilityRule rule in All.AsSpan())
        {
            if (string.Equals(rule.Id, id, StringComparison.Ordinal))
            {
                return rule;
            }
        }

        return null;
    }

    private static CompatibilityRule Policy(string id, string title, string remedy, Verdict verdict)
    {
        RuleColumn column = new(null, SourceEffect.Compiles, verdict, UsageKey.None, VersionBump.None);
        return new CompatibilityRule(id, title, remedy, column, column);
    }

    /// <summary>A class of its own, so that it is made after the rules, whichever file the compiler takes first.</summary>
    private static class Table
    {
        internal static readonly EquatableArray<CompatibilityRule> Rules =
        [
            Undecided,
            UnknownUsage,
            IncompleteSuppression,
            StaleSuppression,
            VersionTooLow,
            StaleSchema,
            CallRemoved,
            CallAdded,
            CallRenamed,
            CallKindChanged,
            ResultDropped,
            ResultAdded,
            ErrorAdded,
            ErrorRemoved,
            RequiredParameterAdded,
            OptionalParameterAdded,
            FilledParameterAdded,
            ParameterRemoved,
            ParametersReordered,
            ParameterNameLost,
            ParameterRenamed,
            ParameterDefaultRemoved,
            CallbackMethodAdded,
            CallbackMethodRemoved,
            CallbackMethodNameLost,
            CallbackMethodRenamed,
            CallbackSignatureChanged,
            CallbackResultAdded,
            OptionalMemberAdded,
            RequiredMemberAdded,
            PositionalMemberAdded,
            MemberRemoved,
            RequiredMemberRemoved,
            MemberNameLost,
            MemberRenamed,
            ConstructorChanged,
            MemberBecameRequired,
            NumberWidened,
            NumberNarrowed,
            ElementChanged,
            TypeReplaced,
            NullabilityLoosened,
            ReferenceTightened,
            ValueTightened,
            TypeNameLost,
            TypeRenamed,
            FormChanged,
            TypeKindChanged,
            ListOrSetChanged,
            TupleChanged,
            UnreachedTypeChanged,
            ClosedValueAdded,
            OpenValueAdded,
            ValueRemoved,
            ValueNameLost,
            ValueRenamed,
            EnumRenumbered,
            EnumOpened,
            EnumClosed,
            DefaultChanged,
            ConstraintTightened,
            ConstraintLoosened,
            PatternReplaced,
            DocumentationChanged,
            DeprecationChanged,
            IdempotencyWithdrawn,
            DeadlineShortened,
            ScopeDemanded,
            ScopeRemoved,
            CallMadeExperimental,
            PromiseStrengthened,
        ];
    }
}
