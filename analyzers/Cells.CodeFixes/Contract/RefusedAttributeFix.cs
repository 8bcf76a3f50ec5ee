using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL1007, CELL1017, CELL1047, CELL1061, CELL1062: removes an attribute that asks for what no contract has, or says what the contract says anyway.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RefusedAttributeFix)), Shared]
internal sealed class RefusedAttributeFix : SyntaxFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds =>
    [
        Generators.ContractRules.StructLayout,
        Generators.ContractRules.OtherWireForm,
        Generators.ContractRules.DeclaredError,
        Generators.ContractRules.ConstraintNotCarried,
        Generators.ContractRules.Renamed,
    ];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        foreach (AttributeSyntax attribute in Refused(site))
        {
            yield return new Remedy($"Remove [{attribute.Name}]", nameof(RefusedAttributeFix), attribute, editor => AttributeEditing.Remove(editor, attribute));
        }
    }

    private static IEnumerable<AttributeSyntax> Refused(FixSite site) => site.Diagnostic.Id switch
    {
        Generators.ContractRules.StructLayout => AttributesOf.Named(site, site.Node, Generators.MetadataNames.StructLayout),
        Generators.ContractRules.OtherWireForm => AttributesOf.Declaration(site.Node).Where(attribute =>
            AttributesOf.ClassOf(site, attribute)?.Name is "MemoryPackableAttribute" or "MemoryPackUnionAttribute"),
        // What every call may fail with is declared already.
        Generators.ContractRules.DeclaredError => AttributesOf.Named(site, site.Node, Generators.MetadataNames.Throws).Where(attribute =>
            Generators.SymbolNames.Is(AttributesOf.ClassOf(site, attribute)!.TypeArguments[0], Generators.MetadataNames.CellException)),
        Generators.ContractRules.ConstraintNotCarried => Superfluous(site),
        _ => Renamed(site),
    };

    // A value that is passed and cannot be null is required without [Required].
    private static IEnumerable<AttributeSyntax> Superfluous(FixSite site)
    {
        AttributeSyntax? attribute = site.Node.FirstAncestorOrSelf<AttributeSyntax>();
        return attribute is { Parent.Parent: ParameterSyntax { Type: not null and not NullableTypeSyntax } } or { Parent.Parent: PropertyDeclarationSyntax { Type: not NullableTypeSyntax } }
            && AttributesOf.ClassOf(site, attribute)?.Name == "RequiredAttribute"
            ? [attribute]
            : [];
    }

    private static IEnumerable<AttributeSyntax> Renamed(FixSite site)
    {
        // The message names the old name that is wrong; a thing may have several.
        string message = site.Diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        return AttributesOf.Named(site, site.Node, Generators.MetadataNames.Renamed)
            .Where(attribute => AttributesOf.Positional(site, attribute).FirstOrDefault() is string old
                && (message.Contains($"(\"{old}\")") || message.Contains($"(\"{Generators.SymbolNames.WithoutAsync(old)}\")")));
    }
}
