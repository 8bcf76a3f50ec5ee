using System.Reflection;
using Cells.CodeFixes;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Cells.Analyzers.Tests.Fixes;

/// <summary>The code fixes that an editor loads.</summary>
internal static class CodeFixProviders
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CodeFixProvider> All { get; } =
    [
        .. typeof(SyntaxFix).Assembly.GetTypes()
            .Where(static type => type.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>The ids that have a fix.</summary>
    public static IReadOnlyCollection<string> Ids { get; } = [.. All.SelectMany(static fix => fix.FixableDiagnosticIds).Distinct().Order(StringComparer.Ordinal)];
}
