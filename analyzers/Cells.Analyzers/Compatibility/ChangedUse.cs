using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>A use of a dependency that changed.</summary>
/// <param name="Finding">What changed.</param>
/// <param name="Changes">In which dependency.</param>
/// <param name="Place">The use.</param>
/// <param name="IsBroken">Whether the compiler refuses the use; else it compiles and may mean something else.</param>
/// <param name="Suffix">What the code appends to the dependency's name: <c>Async</c>.</param>
/// <param name="Prefix">What the code puts before it: <c>On</c>.</param>
internal readonly record struct ChangedUse(CompatibilityFinding Finding, DependencyChanges Changes, Location Place, bool IsBroken, string Suffix = "", string Prefix = "")
{
    // What compiles must not be an error: the snapshot, which makes it go away, is refreshed after a compile.
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        CompatibilityDiagnostics.Of(Finding.Rule, IsBroken ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning), Place, Properties(), Message());

    private string Dependency => $"{Changes.Alias} {Changes.After.Version}";

    private string OldName => Finding.Place.Kind switch
    {
        UsagePlaceKind.Type or UsagePlaceKind.Call or UsagePlaceKind.Result or UsagePlaceKind.Cell => Finding.Place.Owner,
        UsagePlaceKind.Parameter => Finding.Place.Name.Length == 0 ? Finding.Place.Owner : $"{Finding.Place.Owner}({Finding.Place.Name})",
        UsagePlaceKind.Error => $"{Finding.Place.Owner}!{Finding.Place.Name}",
        _ => $"{Finding.Place.Owner}.{Finding.Place.Name}",
    };

    /// <summary>The name that took the old one's place; null when none did.</summary>
    private string? NewName
    {
        get
        {
            if (Finding.Rule == CompatibilityRules.TypeRenamed || Finding.Rule == CompatibilityRules.TypeNameLost)
            {
                return TypeName.Simple(Finding.After);
            }

            bool isRename = Finding.Rule == CompatibilityRules.CallRenamed || Finding.Rule == CompatibilityRules.ParameterRenamed || Finding.Rule == CompatibilityRules.ParameterNameLost
                || Finding.Rule == CompatibilityRules.MemberRenamed || Finding.Rule == CompatibilityRules.MemberNameLost
                || Finding.Rule == CompatibilityRules.ValueRenamed || Finding.Rule == CompatibilityRules.ValueNameLost;
            return isRename ? Finding.DeclaredName : null;
        }
    }

    private bool IsRemoved => Finding.After.Length == 0
        && (Finding.Rule == CompatibilityRules.CallRemoved || Finding.Rule == CompatibilityRules.ParameterRemoved || Finding.Rule == CompatibilityRules.ErrorRemoved
            || Finding.Rule == CompatibilityRules.MemberRemoved || Finding.Rule == CompatibilityRules.RequiredMemberRemoved || Finding.Rule == CompatibilityRules.ValueRemoved);

    private string Message()
    {
        string what = NewName is { } name ? $"'{OldName}' was renamed to '{name}' in {Dependency}."
            : IsRemoved ? $"'{OldName}' was removed in {Dependency}. {Finding.Why}"
            : $"{Finding.Why} That is so since {Dependency}.";
        string remedy = NewName is { } use ? $"Use '{Prefix}{use}{Suffix}'."
            : IsBroken ? $"Change this use, or ask for {Changes.Alias} {Changes.Before.Version} with its owners: {Finding.Rule.Remedy}".TrimEnd(' ', ':')
            : "Look at this use: a build that succeeds refreshes the snapshot, and says this no more.";
        return $"{what} {remedy}";
    }

    private ImmutableDictionary<string, string?> Properties()
    {
        ImmutableDictionary<string, string?> properties = FindingDescription.Of(Finding, null);
        return NewName is { } name ? properties.SetItem(FindingProperties.NewName, Prefix + name + Suffix) : properties.Remove(FindingProperties.NewName);
    }
}
