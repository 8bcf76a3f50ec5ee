using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Turns the members of a type into their schema.</summary>
internal sealed class MemberReader(ParseContext context, TypeReferenceReader references)
{
    /// <summary>The members in their order. One whose type no contract may hold is left out, and has been reported.</summary>
    public EquatableArray<MemberSchema> Read(INamedTypeSymbol type, string path, IReadOnlyList<MemberCandidate> members, ConstructorChoice? constructor)
    {
        List<MemberSchema> schemas = [];
        RenamedNames renamed = new(context);
        foreach (MemberCandidate member in Order(members, type.IsValueType ? null : constructor))
        {
            if (Read(type, $"{path}.{member.Name}", member, constructor, renamed) is { } schema)
            {
                schemas.Add(schema);
            }
        }

        renamed.CheckAgainst(members.Select(static member => member.Name));
        CheckFiles(type, path, members);
        return schemas.ToEquatableArray();
    }

    // The members that a constructor takes keep its order among themselves, or a consumer's `new(…)` would mix up arguments of one type.
    private static IEnumerable<MemberCandidate> Order(IReadOnlyList<MemberCandidate> members, ConstructorChoice? constructor)
    {
        Queue<MemberCandidate> taken = new((constructor?.Arguments ?? []).Where(argument => constructor!.IsPositional || !argument.Member.IsSettable).Select(static argument => argument.Member));
        HashSet<MemberCandidate> isTaken = [.. taken];
        return members.Select(member => isTaken.Contains(member) ? taken.Dequeue() : member).ToList();
    }

    private MemberSchema? Read(INamedTypeSymbol type, string path, MemberCandidate member, ConstructorChoice? constructor, RenamedNames renamed)
    {
        IParameterSymbol? parameter = constructor?.ParameterOf(member);
        MemberForm form = FormOf(member, parameter, constructor);
        ISymbol declaration = form == MemberForm.Positional ? parameter! : member.Symbol;
        Deprecation? obsolete = Deprecations.Read(context, member.Symbol, path);
        EquatableArray<string> oldNames = renamed.Read(member.Symbol, path, parameter);
        if (references.Read(member.Type, ContractSite.Of(declaration, path, isSignature: false, context.Cancel)) is not { } reference)
        {
            return null;
        }

        (DefaultValue? value, bool isOpaque) = parameter is null || form is not (MemberForm.Positional or MemberForm.Constructor)
            ? DefaultReader.ReadInitializer(context, member.Symbol, member.Type)
            : (DefaultReader.ReadParameter(context, parameter), false);
        return new MemberSchema
        {
            Name = member.Name,
            Type = reference,
            Form = form,
            HasRequiredKeyword = member.Symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true },
            Default = value,
            HasOpaqueInitializer = isOpaque,
            OldNames = oldNames,
            Constraints = ConstraintReader.Read(context, path, member.Type, member.Symbol, parameter),
            Obsolete = obsolete,
            Documentation = ReadDocumentation(type, member, form == MemberForm.Positional ? parameter : null),
        };
    }

    private static MemberForm FormOf(MemberCandidate member, IParameterSymbol? parameter, ConstructorChoice? constructor) => member switch
    {
        _ when parameter is not null && constructor!.IsPositional => MemberForm.Positional,
        { IsSettable: false } => MemberForm.Constructor,
        { Symbol: IFieldSymbol } => MemberForm.Field,
        { Symbol: IPropertySymbol { SetMethod.IsInitOnly: true } } => MemberForm.Init,
        _ => MemberForm.Set,
    };

    private string? ReadDocumentation(INamedTypeSymbol type, MemberCandidate member, IParameterSymbol? positional)
    {
        if (positional is not null && Documentation.ReadPositional(context, type, positional.Name) is { } own)
        {
            return own;
        }

        return Documentation.Read(context, member.Symbol)
            ?? (member.Symbol.ContainingType.IsRecord ? Documentation.ReadPositional(context, member.Symbol.ContainingType, member.Name) : null);
    }

    // The order of members that stand in two files is an accident of the order in which the files are compiled.
    private void CheckFiles(INamedTypeSymbol type, string path, IReadOnlyList<MemberCandidate> members)
    {
        foreach (INamedTypeSymbol level in MemberCandidate.Hierarchy(type))
        {
            MemberCandidate? first = null;
            foreach (MemberCandidate member in members.Where(member => SymbolEqualityComparer.Default.Equals(member.Symbol.ContainingType, level)))
            {
                first ??= member;
                string? here = member.Symbol.Place()?.SourceTree?.FilePath;
                string? there = first.Symbol.Place()?.SourceTree?.FilePath;
                if (here is not null && there is not null && !string.Equals(here, there, StringComparison.Ordinal))
                {
                    context.Report(
                        ContractRules.MembersInTwoFiles,
                        member.Symbol.Place(),
                        $"{path}.{member.Name}",
                        level.Display(),
                        System.IO.Path.GetFileName(there),
                        System.IO.Path.GetFileName(here));
                    return;
                }
            }
        }
    }
}
