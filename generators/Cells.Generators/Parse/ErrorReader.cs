using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Reads the errors that calls declare.</summary>
internal sealed class ErrorReader(ParseContext context, DeclaredTypeReader types)
{
    /// <summary>Whether the type is an exception.</summary>
    public static bool IsException(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? level = type; level is not null; level = level.BaseType)
        {
            if (level.Is("System.Exception"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The schema of <paramref name="error"/>: the members that it and its bases add to <c>CellException</c>.</summary>
    public TypeSchema Read(INamedTypeSymbol error)
    {
        List<MemberCandidate> members = MemberCandidate.Collect(context, error, error.Name);
        types.AddModel(error, []);
        return new TypeSchema
        {
            Name = error.SchemaName(),
            Kind = Schema.TypeKind.Error,
            Members = new MemberReader(context, types.References).Read(error, error.Name, members, null),
            Status = FindStatus(error),
            IsSealed = error.IsSealed,
            OldNames = new RenamedNames(context).Read(error, error.Name),
            Obsolete = Deprecations.Read(context, error, error.Name),
            Documentation = Documentation.Read(context, error, static _ => false),
        };
    }

    // The status that every constructor hands to CellException, when it is one constant.
    private string? FindStatus(INamedTypeSymbol error)
    {
        if (error.Is(MetadataNames.CellException) || error.TypeKind == Microsoft.CodeAnalysis.TypeKind.Error)
        {
            return null;
        }

        string? status = null;
        foreach (SyntaxReference reference in error.InstanceConstructors.SelectMany(static constructor => constructor.DeclaringSyntaxReferences))
        {
            SyntaxNode declaration = reference.GetSyntax(context.Cancel);
            if (declaration is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.ValueText: "this" })
            {
                continue;
            }

            ArgumentListSyntax? arguments = declaration switch
            {
                ConstructorDeclarationSyntax { Initializer: { } initializer } => initializer.ArgumentList,
                TypeDeclarationSyntax { BaseList: { } bases } => bases.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault()?.ArgumentList,
                _ => null,
            };
            string? here = (arguments is null ? null : FindStatus(arguments)) ?? (error.BaseType is { } baseType ? FindStatus(baseType) : null);
            if (here is null || (status is not null && !string.Equals(here, status, StringComparison.Ordinal)))
            {
                return null;
            }

            status = here;
        }

        return status;
    }

    private string? FindStatus(ArgumentListSyntax arguments)
    {
        foreach (ArgumentSyntax argument in arguments.Arguments)
        {
            SemanticModel model = context.ModelOf(argument);
            if (model.GetSymbolInfo(argument.Expression, context.Cancel).Symbol is IFieldSymbol { IsConst: true } field && field.ContainingType.Is(MetadataNames.CellStatus))
            {
                return field.Name;
            }
        }

        return null;
    }
}
