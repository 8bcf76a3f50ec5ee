using System.Globalization;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads classes, records and structs.</summary>
internal sealed class ObjectReader(ParseContext context, DeclaredTypeReader types)
{
    /// <summary>The most members that the header of an object can count.</summary>
    private const int MaxMembers = 249;

    /// <summary>The schema of <paramref name="type"/>, or null when it cannot be one.</summary>
    public TypeSchema? Read(INamedTypeSymbol type, string path)
    {
        if (type.IsAbstract)
        {
            context.Report(
                ContractRules.NotContractType,
                type.Place(),
                path,
                type.Display(),
                "it is abstract: mark it [Union] and declare its cases in the same file, or use one of the classes derived from it");
            return null;
        }

        CheckTypeParameters(type, path);
        CheckBase(type, path);
        if (type.IsValueType)
        {
            StructRules.Check(context, type, path);
        }

        List<MemberCandidate> members = MemberCandidate.Collect(context, type, path);
        ConstructorChoice? constructor = ConstructorChoice.Find(type, members);
        if (constructor is null)
        {
            ReportConstructor(type, path, members);
        }

        if (members.Count > MaxMembers)
        {
            context.Report(
                ContractRules.TooManyMembers,
                type.Place(),
                path,
                type.Display(),
                members.Count.ToString(CultureInfo.InvariantCulture),
                MaxMembers.ToString(CultureInfo.InvariantCulture));
        }

        types.AddModel(type, constructor?.Arguments.Select(static argument => argument.Member.Name) ?? []);
        return new TypeSchema
        {
            Name = type.SchemaName(),
            Kind = (type.IsValueType, type.IsRecord) switch
            {
                (false, false) => Schema.TypeKind.Class,
                (false, true) => Schema.TypeKind.Record,
                (true, false) => Schema.TypeKind.Struct,
                (true, true) => Schema.TypeKind.RecordStruct,
            },
            TypeParameters = type.TypeParameters.Select(static parameter => parameter.Name).ToEquatableArray(),
            Members = new MemberReader(context, types.References).Read(type, path, members, constructor),
            CaseOf = type.BaseType is { } union && UnionReader.IsUnion(union) ? union.SchemaName() : null,
            IsSealed = type.IsSealed || type.IsValueType,
            IsReadOnly = type.IsValueType && type.IsReadOnly,
            OldNames = new RenamedNames(context).Read(type, path),
            Obsolete = Deprecations.Read(context, type, path),
            Documentation = Documentation.Read(context, type, static _ => false),
        };
    }

    private void CheckTypeParameters(INamedTypeSymbol type, string path)
    {
        if (type.ContainingType is { IsGenericType: true } outer)
        {
            context.Report(ContractRules.GenericDefinition, type.Place(), path, type.Display(), $"it is nested in the generic type '{outer.Display()}': move it out");
        }

        foreach (ITypeParameterSymbol parameter in type.TypeParameters)
        {
            if (parameter.HasReferenceTypeConstraint || parameter.HasValueTypeConstraint || parameter.HasUnmanagedTypeConstraint
                || parameter.HasConstructorConstraint || parameter.AllowsRefLikeType || parameter.ConstraintTypes.Length > 0)
            {
                context.Report(
                    ContractRules.GenericDefinition,
                    type.Place(),
                    path,
                    type.Display(),
                    $"a schema cannot hold the constraint on '{parameter.Name}': remove it ('notnull' is allowed)");
            }
        }
    }

    private void CheckBase(INamedTypeSymbol type, string path)
    {
        for (INamedTypeSymbol? level = type.BaseType; level is { SpecialType: SpecialType.None }; level = level.BaseType)
        {
            bool isOwn = SymbolEqualityComparer.Default.Equals(level.ContainingAssembly, context.Compilation.Assembly)
                && level.TypeKind != Microsoft.CodeAnalysis.TypeKind.Error
                && !context.Options.IsDependencyType(level.OriginalDefinition.SchemaName());
            if (!isOwn)
            {
                context.Report(ContractRules.BaseType, type.Place(), path, type.Display(), level.Display());
                return;
            }
        }
    }

    private void ReportConstructor(INamedTypeSymbol type, string path, List<MemberCandidate> members)
    {
        List<MemberCandidate> stuck = [.. members.Where(member => !member.IsSettable && !ConstructorChoice.HasParameterFor(type, member))];
        foreach (MemberCandidate member in stuck)
        {
            context.Report(
                ContractRules.MemberNotSettable,
                member.Symbol.Place(),
                $"{path}.{member.Name}",
                "nothing outside of the type can set it: give it 'init' or 'set', or a constructor parameter of its name and type");
        }

        if (stuck.Count == 0)
        {
            context.Report(
                ContractRules.NoConstructor,
                type.Place(),
                path,
                type.Display(),
                "a public constructor whose every parameter has the name and type of a member, or one without parameters");
        }
    }
}
