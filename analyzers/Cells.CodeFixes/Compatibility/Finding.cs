using System.Collections.Immutable;
using Cells.Analyzers;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.CodeFixes;

/// <summary>What a compatibility diagnostic tells of its finding.</summary>
internal static class Finding
{
    /// <summary>The rules of changes, as opposed to those of tools and baselines.</summary>
    public static ImmutableArray<string> ChangeIds { get; } = [.. CompatibilityRules.All.Where(static rule => !rule.IsPolicy).Select(static rule => rule.Id)];

    /// <summary>The name that consumers know, or null.</summary>
    public static string? OldName(this Diagnostic diagnostic) => diagnostic.Property(FindingProperties.OldName);

    /// <summary>The name in the code being compiled, or null.</summary>
    public static string? NewName(this Diagnostic diagnostic) => diagnostic.Property(FindingProperties.NewName);

    /// <summary>The consumers' declaration, or null.</summary>
    public static string? Before(this Diagnostic diagnostic) => diagnostic.Property(FindingProperties.Before);

    /// <summary>The value of a property, or null.</summary>
    public static string? Property(this Diagnostic diagnostic, string key) => diagnostic.Properties.TryGetValue(key, out string? value) ? value : null;
}
