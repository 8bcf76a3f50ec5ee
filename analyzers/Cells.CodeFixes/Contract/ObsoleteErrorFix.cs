using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1006: makes the use of what is obsolete a warning.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ObsoleteErrorFix)), Shared]
internal sealed class ObsoleteErrorFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Generators.ContractRules.ObsoleteError];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        AttributeArgumentSyntax? error = AttributesOf.Named(site, site.Node, Generators.MetadataNames.Obsolete)
            .SelectMany(static attribute => attribute.ArgumentList?.Arguments ?? default)
            .FirstOrDefault(argument => argument.NameEquals is null && site.Model.GetConstantValue(argument.Expression, site.Cancel).Value is true);
        if (error is not null)
        {
            yield return new Remedy("Make its use a warning", nameof(ObsoleteErrorFix), error, editor => editor.RemoveNode(error));
        }
    }
}
