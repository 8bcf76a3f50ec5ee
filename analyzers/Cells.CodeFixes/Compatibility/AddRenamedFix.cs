using System.Collections.Immutable;
using System.Composition;
using Cells.Analyzers;
using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.CodeFixes;

/// <summary>CELL2100, CELL2115, CELL2205, CELL2307, CELL2403: says with <c>[Renamed]</c> what a thing was called before.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddRenamedFix)), Shared]
internal sealed class AddRenamedFix : SyntaxFix
{
    private const string CallRemoved = "CELL2100";
    private const string TypeNameLost = "CELL2307";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [CallRemoved, "CELL2115", "CELL2205", TypeNameLost, "CELL2403"];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Find(FixSite site)
    {
        if (site.Compilation.GetTypeByMetadataName(MetadataNames.Renamed) is not { } renamed)
        {
            yield break;
        }

        foreach ((SyntaxNode declaration, string oldName) in site.Diagnostic.Id switch
        {
            CallRemoved => Calls(site),
            TypeNameLost => Type(site),
            _ => Named(site),
        })
        {
            yield return new Remedy(
                $"Add [Renamed(\"{oldName}\")] to '{NameOf(declaration)}'",
                site.Diagnostic.Id == CallRemoved ? NameOf(declaration) : nameof(AddRenamedFix),
                declaration,
                editor => AttributeEditing.Add(editor, site, declaration, renamed, oldName));
        }
    }

    // Members, values and parameters: the finding stands at the new one, or at what contains it.
    private static IEnumerable<(SyntaxNode, string)> Named(FixSite site)
    {
        if (site.Diagnostic.OldName() is { } oldName && site.Diagnostic.NewName() is { } newName && oldName != newName
            && Declarations(site.Node).FirstOrDefault(node => NameOf(node) == newName) is { } declaration)
        {
            yield return (declaration, oldName);
        }
    }

    // A type that moved is named in full, one that stayed in its namespace by its own name.
    private static IEnumerable<(SyntaxNode, string)> Type(FixSite site)
    {
        if (site.Node is BaseTypeDeclarationSyntax declaration && site.Declared is INamedTypeSymbol type && site.Diagnostic.Before() is { } oldName
            && !oldName.Contains('`') && !oldName.Contains('<'))
        {
            int dot = oldName.LastIndexOf('.');
            string container = type.SchemaName();
            container = container.Substring(0, Math.Max(0, container.LastIndexOf('.')));
            yield return (declaration, dot >= 0 && oldName.Substring(0, dot) == container ? oldName.Substring(dot + 1) : oldName);
        }
    }

    // A call that is gone, and others that are declared as it was: one of them may be it.
    private static IEnumerable<(SyntaxNode, string)> Calls(FixSite site)
    {
        if (site.Declared is not INamedTypeSymbol cell || site.Diagnostic.Before() is not { } before || site.Diagnostic.Property(FindingProperties.Path) is not { } path
            || CompilationContracts.Of(site.Compilation, ContractFiles.Find(site.Document.Project.AnalyzerOptions)).Bind(cell, site.Cancel).Model is not { } model)
        {
            yield break;
        }

        string oldName = path.Substring(path.IndexOf('.') + 1);
        foreach (CallSchema call in model.Schema.Calls.Where(call => call.OldNames.IsEmpty && TypeText.Of(call with { Name = oldName }) == before))
        {
            SyntaxNode? declaration = cell.GetMembers().OfType<IMethodSymbol>()
                .Where(method => SymbolNames.WithoutAsync(method.Name) == call.Name && (method.HasAttribute(MetadataNames.Call) || method.HasAttribute(MetadataNames.Event)))
                .SelectMany(static method => method.DeclaringSyntaxReferences)
                .Where(reference => reference.SyntaxTree == site.Root.SyntaxTree)
                .Select(reference => reference.GetSyntax(site.Cancel))
                .FirstOrDefault();
            if (declaration is not null)
            {
                yield return (declaration, oldName);
            }
        }
    }

    private static IEnumerable<SyntaxNode> Declarations(SyntaxNode node) => node switch
    {
        TypeDeclarationSyntax type => [.. type.ParameterList?.Parameters ?? default, .. type.Members],
        EnumDeclarationSyntax type => type.Members,
        MethodDeclarationSyntax method => method.ParameterList.Parameters,
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } => [field],
        _ => [node],
    };

    private static string NameOf(SyntaxNode declaration) => declaration switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        // One attribute for several fields would rename all of them.
        FieldDeclarationSyntax { Declaration.Variables: { Count: 1 } variables } => variables[0].Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        EnumMemberDeclarationSyntax value => value.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        _ => string.Empty,
    };
}
