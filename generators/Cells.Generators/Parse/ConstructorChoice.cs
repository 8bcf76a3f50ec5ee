using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>The constructor through which generated code creates a type.</summary>
internal sealed class ConstructorChoice
{
    private ConstructorChoice(bool isPositional, IReadOnlyList<(IParameterSymbol Parameter, MemberCandidate Member)> arguments)
    {
        IsPositional = isPositional;
        Arguments = arguments;
    }

    /// <summary>The constructor is a record's parameter list.</summary>
    public bool IsPositional { get; }

    /// <summary>The parameters, each with the member that it sets.</summary>
    public IReadOnlyList<(IParameterSymbol Parameter, MemberCandidate Member)> Arguments { get; }

    /// <summary>The parameter that sets <paramref name="member"/>, or null.</summary>
    public IParameterSymbol? ParameterOf(MemberCandidate member) => Arguments.FirstOrDefault(argument => ReferenceEquals(argument.Member, member)).Parameter;

    /// <summary>The constructor that is declared in the type's own header, or null.</summary>
    public static IMethodSymbol? Primary(INamedTypeSymbol type) => type.InstanceConstructors.FirstOrDefault(
        static constructor => constructor.DeclaringSyntaxReferences.Any(static reference => reference.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null }));

    /// <summary>The constructor to use, or null when none sets all that must be set; each of the parameters sets a member of its name.</summary>
    public static ConstructorChoice? Find(INamedTypeSymbol type, IReadOnlyList<MemberCandidate> members)
    {
        IMethodSymbol? primary = Primary(type);
        if (type.IsRecord && primary is not null && Match(primary, members, isPositional: true) is { } positional)
        {
            return positional;
        }

        return type.InstanceConstructors
            .Where(constructor => constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal
                && !IsCopy(type, constructor))
            .OrderBy(static constructor => constructor.Parameters.Length)
            .Select(constructor => Match(constructor, members, isPositional: false))
            .FirstOrDefault(static choice => choice is not null);
    }

    /// <summary>Whether some constructor has a parameter for <paramref name="member"/>.</summary>
    public static bool HasParameterFor(INamedTypeSymbol type, MemberCandidate member) =>
        type.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => Sets(parameter, member)));

    private static ConstructorChoice? Match(IMethodSymbol constructor, IReadOnlyList<MemberCandidate> members, bool isPositional)
    {
        List<(IParameterSymbol, MemberCandidate)> arguments = [];
        bool isOmitting = false;
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            MemberCandidate? member = members.FirstOrDefault(member => string.Equals(member.Name, parameter.Name, StringComparison.Ordinal) && Sets(parameter, member))
                ?? members.FirstOrDefault(member => Sets(parameter, member));
            if (member is not null && !isOmitting)
            {
                arguments.Add((parameter, member));
            }
            else if (parameter.HasExplicitDefaultValue && (member is null || member.IsSettable))
            {
                // An optional parameter that sets no member can be left out, and with it all that follow.
                isOmitting = true;
            }
            else
            {
                return null;
            }
        }

        bool isWhole = members.All(member => member.IsSettable || arguments.Any(argument => ReferenceEquals(argument.Item2, member)));
        return isWhole ? new ConstructorChoice(isPositional, arguments) : null;
    }

    private static bool Sets(IParameterSymbol parameter, MemberCandidate member) =>
        parameter.RefKind == RefKind.None
        && string.Equals(parameter.Name, member.Name, StringComparison.OrdinalIgnoreCase)
        && SymbolEqualityComparer.Default.Equals(parameter.Type, member.Type);

    private static bool IsCopy(INamedTypeSymbol type, IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(constructor.Parameters[0].Type, type);
}
