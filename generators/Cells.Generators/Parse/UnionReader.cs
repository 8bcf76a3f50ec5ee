using System.Globalization;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Reads unions and has their cases read.</summary>
internal sealed class UnionReader(ParseContext context, DeclaredTypeReader types)
{
    /// <summary>The most cases that one tag byte can tell apart.</summary>
    private const int MaxCases = 250;

    /// <summary>Whether the type is marked <c>[Union]</c>.</summary>
    public static bool IsUnion(INamedTypeSymbol type) => type.TypeKind == Microsoft.CodeAnalysis.TypeKind.Class && type.HasAttribute(MetadataNames.Union);

    /// <summary>The schema of <paramref name="union"/>, or null when it cannot be one.</summary>
    public TypeSchema? Read(INamedTypeSymbol union, string path)
    {
        string? wrong = union switch
        {
            { IsAbstract: false } => "make it abstract: only its cases have values",
            { IsGenericType: true } => "it is generic: a union's cases are counted once, so declare it for one type",
            { ContainingType.IsGenericType: true } => "it is nested in a generic type: move it out",
            { BaseType.SpecialType: not SpecialType.System_Object } => "it derives from another class: let it derive from object",
            _ => null,
        };
        if (wrong is not null)
        {
            context.Report(ContractRules.UnionDeclaration, union.Place(), path, union.Display(), wrong);
            return null;
        }

        List<INamedTypeSymbol> cases = FindCases(union);
        if (cases.Count == 0)
        {
            context.Report(ContractRules.UnionWithoutCases, union.Place(), path, union.Display());
        }
        else if (cases.Count > MaxCases)
        {
            context.Report(
                ContractRules.TooManyCases,
                union.Place(),
                path,
                union.Display(),
                cases.Count.ToString(CultureInfo.InvariantCulture),
                MaxCases.ToString(CultureInfo.InvariantCulture));
        }

        CheckElsewhere(union, cases);
        List<string> names = [];
        foreach (INamedTypeSymbol type in cases)
        {
            if (CheckCase(type, union) && types.Reach(type, type, ContractSite.Of(type, type.Name, isSignature: true, context.Cancel)))
            {
                names.Add(type.SchemaName());
            }
        }

        CheckOldNames(cases);
        return new TypeSchema
        {
            Name = union.SchemaName(),
            Kind = union.IsRecord ? Schema.TypeKind.UnionRecord : Schema.TypeKind.UnionClass,
            Cases = names.ToEquatableArray(),
            IsSealed = false,
            OldNames = new RenamedNames(context).Read(union, path),
            Obsolete = Deprecations.Read(context, union, path),
            Documentation = Documentation.Read(context, union, static _ => false),
        };
    }

    // In the order of the file: a case's place is its tag.
    private List<INamedTypeSymbol> FindCases(INamedTypeSymbol union)
    {
        List<INamedTypeSymbol> cases = [];
        foreach (SyntaxTree tree in union.DeclaringSyntaxReferences.Select(static reference => reference.SyntaxTree).Distinct())
        {
            foreach (TypeDeclarationSyntax declaration in tree.GetRoot(context.Cancel).DescendantNodes(static node => node is not StatementSyntax).OfType<TypeDeclarationSyntax>())
            {
                if (declaration.BaseList is not null
                    && context.ModelOf(declaration).GetDeclaredSymbol(declaration, context.Cancel) is INamedTypeSymbol type
                    && SymbolEqualityComparer.Default.Equals(type.BaseType, union)
                    && !cases.Contains(type, SymbolEqualityComparer.Default))
                {
                    cases.Add(type);
                }
            }
        }

        return cases;
    }

    private bool CheckCase(INamedTypeSymbol type, INamedTypeSymbol union)
    {
        string? wrong = type switch
        {
            { IsSealed: false } => "make it sealed: a value is written by its exact type",
            { IsGenericType: true } => "it is generic: a union's cases are counted once, so declare it for one type",
            _ => null,
        };
        if (wrong is not null)
        {
            context.Report(ContractRules.UnionCase, type.Place(), type.Display(), union.Display(), wrong);
        }

        return wrong is null;
    }

    private void CheckElsewhere(INamedTypeSymbol union, List<INamedTypeSymbol> cases)
    {
        foreach (INamedTypeSymbol type in context.Options.DeclaredTypes?.Invoke() ?? [])
        {
            if (SymbolEqualityComparer.Default.Equals(type.BaseType, union) && !cases.Contains(type, SymbolEqualityComparer.Default))
            {
                string file = System.IO.Path.GetFileName(union.Place()?.SourceTree?.FilePath ?? string.Empty);
                context.Report(ContractRules.UnionCaseElsewhere, type.Place(), type.Display(), union.Display(), file);
            }
        }
    }

    private void CheckOldNames(List<INamedTypeSymbol> cases)
    {
        RenamedNames renamed = new(context);
        foreach (INamedTypeSymbol type in cases)
        {
            renamed.Read(type, type.Name);
        }

        renamed.CheckAgainst(cases.Select(static type => type.Name));
    }
}
