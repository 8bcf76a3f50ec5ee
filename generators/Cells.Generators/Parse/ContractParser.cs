using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cells.Generators;

/// <summary>Reads a <c>[Cell]</c> class into a model of its contract.</summary>
internal static class ContractParser
{
    /// <summary>The contract of <paramref name="cell"/>, with every problem found on the way.</summary>
    public static CellDraft Parse(INamedTypeSymbol cell, Compilation compilation, ParseOptions options, CancellationToken cancel)
    {
        ParseContext context = new(compilation, options, cancel);
        CheckClass(context, cell);
        UnresolvedNames names = new(context);
        TypeReferenceReader references = new(context, names);
        CallbackReader callbacks = new(context, references);
        CallReader reader = new(context, references, callbacks, cell.Name);
        List<ParsedCall> calls = ReadCalls(context, cell, reader);

        string space = cell.ContainingNamespace is { IsGlobalNamespace: false } container ? container.ToDisplayString() : string.Empty;
        CellSchema schema = new()
        {
            Contract = cell.SchemaName(),
            Name = ToKebabCase(cell.Name),
            Version = "0.0.0",
            Documentation = Documentation.Read(context, cell, static _ => false),
            Calls = calls.Select(static call => call.Schema).ToEquatableArray(),
            Callbacks = callbacks.Schemas.ToEquatableArray(),
            Types = references.Types.Schemas.ToEquatableArray(),
            OldNames = new RenamedNames(context).Read(cell, cell.Name),
            UnreachedTypes = UnreachedTypeReader.Read(context, cell, references.Types),
        };
        CellModel model = new()
        {
            Schema = schema,
            Namespace = space,
            ClassName = cell.Name,
            Accessibility = cell.DeclaredAccessibility == Accessibility.Public ? "public" : "internal",
            Handlers = Number(calls, static (call, index) => call.Handler is null ? null : call.Handler with { CallIndex = index }),
            Events = Number(calls, static (call, index) => call.Event is null ? null : call.Event with { CallIndex = index }),
            Callbacks = callbacks.Models.ToEquatableArray(),
            EventsField = EventsField(cell),
            DeclaredTypes = references.Types.Models.ToEquatableArray(),
            EmitClient = cell.FindAttribute(MetadataNames.Cell)?.Named("Client") is true,
        };
        EquatableArray<ServiceDraft> services = new ServiceReader(context, names).Read(cell);
        return new CellDraft
        {
            Model = model,
            Services = services,
            UnresolvedErrors = reader.UnresolvedErrors.ToEquatableArray(),
            Problems = context.Problems.ToEquatableArray(),
        };
    }

    /// <summary>A class name as a cell is named when no <c>cell.toml</c> does: <c>OrderHistory</c> is <c>order-history</c>.</summary>
    public static string ToKebabCase(string name)
    {
        System.Text.StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(startsWord && text[text.Length - 1] != '-' ? "-" : string.Empty).Append(name[i] == '_' ? '-' : char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    // Members of base types count: a field that hides one is a warning.
    private static string EventsField(INamedTypeSymbol cell)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (INamedTypeSymbol? type = cell; type is not null; type = type.BaseType)
        {
            names.UnionWith(type.MemberNames);
        }

        string name = "_events";
        while (names.Contains(name))
        {
            name += "_";
        }

        return name;
    }

    private static EquatableArray<T> Number<T>(List<ParsedCall> calls, Func<ParsedCall, int, T?> number)
        where T : class, IEquatable<T>
        => calls.Select(number).OfType<T>().ToEquatableArray();

    private static List<ParsedCall> ReadCalls(ParseContext context, INamedTypeSymbol cell, CallReader reader)
    {
        Dictionary<string, ParsedCall> calls = new(StringComparer.Ordinal);
        RenamedNames renamed = new(context);
        foreach (IMethodSymbol method in cell.GetMembers().OfType<IMethodSymbol>().OrderBy(static method => method.Place()?.SourceSpan.Start ?? 0))
        {
            AttributeData? call = method.FindAttribute(MetadataNames.Call);
            AttributeData? published = method.FindAttribute(MetadataNames.Event);
            if ((call is null && published is null) || method.PartialDefinitionPart is not null)
            {
                continue;
            }

            string path = $"{cell.Name}.{SymbolNames.WithoutAsync(method.Name)}";
            if (call is not null && published is not null)
            {
                context.Report(ContractRules.EventDeclaration, method.Place(), path, "it is marked [Call] too: a method is one of both");
                continue;
            }

            ParsedCall? parsed = call is not null ? reader.ReadCall(method, call) : reader.ReadEvent(method, published!);
            if (parsed is null)
            {
                continue;
            }

            if (calls.TryGetValue(parsed.Schema.Name, out ParsedCall? other))
            {
                context.Report(ContractRules.DuplicateCall, method.Place(), path, other.Method.Display(), method.Display());
                continue;
            }

            calls.Add(parsed.Schema.Name, parsed with { Schema = parsed.Schema with { OldNames = renamed.Read(method, path) } });
        }

        renamed.CheckAgainst(calls.Keys);
        return [.. calls.Values.OrderBy(static call => call.Schema.Name, StringComparer.Ordinal)];
    }

    private static void CheckClass(ParseContext context, INamedTypeSymbol cell)
    {
        string? kind = cell switch
        {
            { IsRecord: true } => "a record: declare it as a class",
            { IsStatic: true } => "static: one instance serves all calls",
            { IsAbstract: true } => "abstract: one instance serves all calls",
            { IsGenericType: true } => "generic: a contract is one contract",
            { ContainingType: not null } => "nested: declare it directly in a namespace",
            { IsFileLocal: true } => "file-local: make it public or internal",
            _ => null,
        };
        if (kind is not null)
        {
            context.Report(ContractRules.CellClass, cell.Place(), cell.Display(), kind);
        }

        bool isPartial = cell.DeclaringSyntaxReferences.All(
            reference => reference.GetSyntax(context.Cancel) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
        if (!isPartial)
        {
            context.Report(ContractRules.CellNotPartial, cell.Place(), cell.Display());
        }
    }
}
