using Cells.Generators;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Cells.Analyzers;

/// <summary>Finds the uses of what changed in a dependency, whether they still compile or not.</summary>
internal sealed class DependencyUses(DependencyNames names)
{
    private const string AsyncSuffix = "Async";

    /// <summary>What changed of that which a name stands for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="changes">All changes, for names that stand for nothing any more.</param>
    /// <param name="model">The meaning of the file.</param>
    /// <param name="cancel">Ends the search.</param>
    public IEnumerable<ChangedUse> OfName(SimpleNameSyntax name, IReadOnlyList<DependencyChanges> changes, SemanticModel model, CancellationToken cancel)
    {
        ISymbol? symbol = model.GetSymbolInfo(name, cancel).Symbol;
        if (ReceiverOf(name, model, cancel) is { } receiver)
        {
            return names.FindService(receiver) is { } service ? OfCall(name, symbol, service, model, cancel) : OfMember(name, symbol, receiver);
        }

        return name.Parent is NameColonSyntax { Parent: ArgumentSyntax argument } ? OfNamedArgument(name, symbol, argument, model, cancel) : OfTypeName(name, symbol, changes);
    }

    /// <summary>What changed of the constructor and the members of a value that is made.</summary>
    public IEnumerable<ChangedUse> OfCreation(BaseObjectCreationExpressionSyntax creation, SemanticModel model, CancellationToken cancel)
    {
        ITypeSymbol? made = model.GetTypeInfo(creation, cancel).Type;
        if (names.FindType(made) is not { } type)
        {
            yield break;
        }

        bool isBroken = model.GetSymbolInfo(creation, cancel).Symbol is null;
        Dictionary<string, ExpressionSyntax> set = [];
        foreach (AssignmentExpressionSyntax assignment in (creation.Initializer?.Expressions ?? []).OfType<AssignmentExpressionSyntax>())
        {
            set[assignment.Left.ToString()] = assignment.Left;
        }

        bool hasArguments = creation.ArgumentList is { Arguments.Count: > 0 };
        foreach (CompatibilityFinding finding in type.Changes.OfType(type.Owner).Where(static finding => finding.Request is not null))
        {
            // An alias sets the member, but does not satisfy `required`.
            if (finding.Rule == CompatibilityRules.MemberRenamed
                && set.TryGetValue(finding.Place.Name, out ExpressionSyntax? alias)
                && made!.GetMembers(finding.DeclaredName!).OfType<IPropertySymbol>().Any(static property => property.IsRequired))
            {
                yield return new ChangedUse(finding, type.Changes, alias.GetLocation(), IsBroken: true);
                continue;
            }

            bool isLeftOut = finding.DeclaredName is { } member && !set.ContainsKey(member);
            bool concerns = finding.Rule == CompatibilityRules.ConstructorChanged || finding.Rule == CompatibilityRules.PositionalMemberAdded ? isBroken || hasArguments
                : (finding.Rule == CompatibilityRules.RequiredMemberAdded || finding.Rule == CompatibilityRules.MemberBecameRequired || finding.Rule == CompatibilityRules.DefaultChanged) && isLeftOut;
            if (concerns)
            {
                Location place = creation is ObjectCreationExpressionSyntax { Type: var named } ? named.GetLocation() : creation.NewKeyword.GetLocation();
                yield return new ChangedUse(finding, type.Changes, place, isBroken);
            }
        }
    }

    /// <summary>What may now reach a switch that names every value or case there was.</summary>
    public IEnumerable<ChangedUse> OfSwitch(SyntaxNode node, SemanticModel model, CancellationToken cancel)
    {
        (ExpressionSyntax? value, SyntaxToken keyword, bool hasDefault) = node switch
        {
            SwitchExpressionSyntax expression => (expression.GoverningExpression, expression.SwitchKeyword, expression.Arms.Any(static arm => arm is { Pattern: DiscardPatternSyntax or VarPatternSyntax, WhenClause: null })),
            SwitchStatementSyntax statement => (statement.Expression, statement.SwitchKeyword, statement.Sections.Any(static section => section.Labels.Any(SyntaxKind.DefaultSwitchLabel))),
            _ => (null, default, true),
        };
        if (hasDefault || value is null || names.FindType(model.GetTypeInfo(value, cancel).Type) is not { } type)
        {
            yield break;
        }

        foreach (CompatibilityFinding finding in type.Changes.OfType(type.Owner))
        {
            if (finding.Response is not null && (finding.Rule == CompatibilityRules.ClosedValueAdded || finding.Rule == CompatibilityRules.EnumOpened))
            {
                yield return new ChangedUse(finding, type.Changes, keyword.GetLocation(), IsBroken: false);
            }
        }
    }

    private static IEnumerable<ChangedUse> OfCall(SimpleNameSyntax name, ISymbol? symbol, DependencyChanges changes, SemanticModel model, CancellationToken cancel)
    {
        string text = name.Identifier.ValueText;
        string call = SymbolNames.WithoutAsync(text);
        string prefix = HandlerPrefix(text, changes);
        call = call.Substring(prefix.Length);
        IInvocationOperation? invocation = symbol is null ? null : name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } syntax ? model.GetOperation(syntax, cancel) as IInvocationOperation : null;
        foreach (CompatibilityFinding finding in changes.OfCall(call))
        {
            bool concerns = symbol is null
                ? finding.Place.Kind != UsagePlaceKind.Error && !IsOfParameterName(finding)
                : finding.Place.Kind switch
                {
                    UsagePlaceKind.Parameter when finding.Rule == CompatibilityRules.ParametersReordered => CountsPositions(invocation),
                    UsagePlaceKind.Parameter when finding.Rule == CompatibilityRules.DefaultChanged => LeavesOut(invocation, finding.DeclaredName),
                    UsagePlaceKind.Call or UsagePlaceKind.Result => DependencyChanges.EffectOf(finding) != SourceEffect.Compiles,
                    _ => false,
                };
            if (concerns)
            {
                bool isWhole = finding.Place.Kind == UsagePlaceKind.Call && text.Length > prefix.Length + call.Length;
                yield return new ChangedUse(finding, changes, name.GetLocation(), symbol is null, isWhole ? AsyncSuffix : string.Empty, isWhole ? prefix : string.Empty);
            }
        }
    }

    // OnRateChangedAsync hands the event RateChanged to a handler.
    private static string HandlerPrefix(string method, DependencyChanges changes)
        => method.StartsWith(CallForms.HandlerPrefix, StringComparison.Ordinal) && method.EndsWith(AsyncSuffix, StringComparison.Ordinal)
            && changes.Before.FindCall(SymbolNames.WithoutAsync(method).Substring(CallForms.HandlerPrefix.Length)) is { Kind: CallKind.Event }
                ? CallForms.HandlerPrefix
                : string.Empty;

    // Only who writes the name notices, and there it is said.
    private static bool IsOfParameterName(CompatibilityFinding finding) => finding.Rule == CompatibilityRules.ParameterRenamed || finding.Rule == CompatibilityRules.ParameterNameLost;

    private static bool CountsPositions(IInvocationOperation? invocation)
        => invocation?.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments: var arguments } && arguments.Count(static argument => argument.NameColon is null) > 1;

    private static bool LeavesOut(IInvocationOperation? invocation, string? parameter)
        => invocation?.Arguments.Any(argument => argument.ArgumentKind == Microsoft.CodeAnalysis.Operations.ArgumentKind.DefaultValue && string.Equals(argument.Parameter?.Name, parameter, StringComparison.Ordinal)) == true;

    private IEnumerable<ChangedUse> OfMember(SimpleNameSyntax name, ISymbol? symbol, ITypeSymbol receiver)
    {
        for (ITypeSymbol? level = receiver; level is not null; level = level.BaseType)
        {
            if (names.FindType(level) is not { } type)
            {
                continue;
            }

            foreach (CompatibilityFinding finding in type.Changes.At(type.Owner, name.Identifier.ValueText))
            {
                if (symbol is null || IsChangedThere(finding, IsWritten(name)))
                {
                    yield return new ChangedUse(finding, type.Changes, name.GetLocation(), symbol is null);
                }
            }
        }
    }

    // A member that is still there has another type, or another meaning of null.
    private static bool IsChangedThere(CompatibilityFinding finding, bool isWritten)
        => finding.Place.Kind == UsagePlaceKind.Member
            && finding.Rule != CompatibilityRules.DefaultChanged
            && (isWritten ? finding.Request is not null && finding.Rule.Request is { Source: not SourceEffect.Compiles } : finding.Response is not null && finding.Rule.Response is { Source: not SourceEffect.Compiles });

    private static bool IsWritten(SimpleNameSyntax name)
    {
        SyntaxNode use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use;
    }

    private IEnumerable<ChangedUse> OfNamedArgument(SimpleNameSyntax name, ISymbol? symbol, ArgumentSyntax argument, SemanticModel model, CancellationToken cancel)
    {
        if (symbol is null
            && argument.Parent?.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var called } }
            && ReceiverOf(called, model, cancel) is { } receiver
            && names.FindService(receiver) is { } service)
        {
            foreach (CompatibilityFinding finding in service.OfCall(SymbolNames.WithoutAsync(called.Identifier.ValueText)))
            {
                if (finding.Place.Kind == UsagePlaceKind.Parameter && string.Equals(finding.Place.Name, name.Identifier.ValueText, StringComparison.Ordinal))
                {
                    yield return new ChangedUse(finding, service, name.GetLocation(), IsBroken: true);
                }
            }
        }
    }

    private IEnumerable<ChangedUse> OfTypeName(SimpleNameSyntax name, ISymbol? symbol, IReadOnlyList<DependencyChanges> changes)
    {
        if (symbol is null or IErrorTypeSymbol)
        {
            return changes.SelectMany(item => item.OfTypeName(name.Identifier.ValueText).Select(finding => new ChangedUse(finding, item, name.GetLocation(), IsBroken: true)));
        }

        if (symbol is INamedTypeSymbol implemented && name.FirstAncestorOrSelf<BaseTypeSyntax>() is not null && names.FindCallback(implemented) is { } callback)
        {
            // The class that implements it, where the compiler says what it lacks.
            return callback.Changes.OfType(callback.Owner)
                .Where(static finding => DependencyChanges.EffectOf(finding) != SourceEffect.Compiles)
                .Select(finding => new ChangedUse(finding, callback.Changes, name.GetLocation(), DependencyChanges.EffectOf(finding) == SourceEffect.Breaks));
        }

        // A name that is still bound: the type is of another kind now, which copies, compares or prints differently.
        return symbol is INamedTypeSymbol bound && names.FindType(bound) is { } type
            ? type.Changes.OfType(type.Owner)
                .Where(static finding => finding.Rule == CompatibilityRules.TypeKindChanged)
                .Select(finding => new ChangedUse(finding, type.Changes, name.GetLocation(), IsBroken: false))
            : [];
    }

    /// <summary>The type whose member or value <paramref name="name"/> names, bound or not; null when it names no member of anything.</summary>
    private static ITypeSymbol? ReceiverOf(SimpleNameSyntax name, SemanticModel model, CancellationToken cancel) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => TypeOf(access.Expression, model, cancel),
        MemberBindingExpressionSyntax => name.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>() is { } conditional ? TypeOf(conditional.Expression, model, cancel) : null,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax initializer } assignment when assignment.Left == name => initializer.Parent switch
        {
            WithExpressionSyntax with => TypeOf(with.Expression, model, cancel),
            AssignmentExpressionSyntax { Left: var outer } => TypeOf(outer, model, cancel),
            ExpressionSyntax creation => model.GetTypeInfo(creation, cancel).Type,
            _ => null,
        },
        NameColonSyntax { Parent: SubpatternSyntax { Parent.Parent: RecursivePatternSyntax pattern } } => (model.GetOperation(pattern, cancel) as IRecursivePatternOperation)?.MatchedType,
        ExpressionColonSyntax { Parent: SubpatternSyntax { Parent.Parent: RecursivePatternSyntax pattern } } => (model.GetOperation(pattern, cancel) as IRecursivePatternOperation)?.MatchedType,
        _ => null,
    };

    // `Category.Toys`: the type itself is the receiver.
    private static ITypeSymbol? TypeOf(ExpressionSyntax expression, SemanticModel model, CancellationToken cancel)
        => model.GetTypeInfo(expression, cancel).Type ?? model.GetSymbolInfo(expression, cancel).Symbol as INamedTypeSymbol;
}
