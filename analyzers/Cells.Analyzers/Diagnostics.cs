using System.Collections.Immutable;
using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Analyzers;

/// <summary>Everything that the analyzers report. An id is a contract: never reused, never re-pointed.</summary>
/// <remarks>CELL0xxx manifest, CELL1xxx contract, CELL2xxx compatibility, CELL3xxx usage, CELL9xxx build tasks. <see cref="Generators.ContractRules"/> says what fills the messages.</remarks>
internal static class Diagnostics
{
    public static readonly DiagnosticDescriptor NotContractType = Contract(
        Generators.ContractRules.NotContractType,
        "Type cannot be part of a contract",
        "{0}: {1} is not a contract type; {2}");

    public static readonly DiagnosticDescriptor ObliviousNullability = Contract(
        Generators.ContractRules.ObliviousNullability,
        "Nullability of a contract type is unknown",
        "{0}: '{1}' does not say whether it may be null; enable nullable annotations here (#nullable enable) and write '{1}' or '{1}?'");

    public static readonly DiagnosticDescriptor MembersInTwoFiles = Contract(
        Generators.ContractRules.MembersInTwoFiles,
        "Members of a contract type stand in two files",
        "{0}: the members of '{1}' stand in '{2}' and in '{3}'; their order on the wire is that of their declaration, so move them into one file");

    public static readonly DiagnosticDescriptor TooManyMembers = Contract(
        Generators.ContractRules.TooManyMembers,
        "Contract type has too many members",
        "{0}: '{1}' has {2} members, more than the {3} that the wire format can count; group some of them into types of their own");

    public static readonly DiagnosticDescriptor GenericDefinition = Contract(
        Generators.ContractRules.GenericDefinition,
        "Generic type cannot be exported",
        "{0}: '{1}' cannot be exported as a generic type: {2}");

    public static readonly DiagnosticDescriptor ObsoleteError = Contract(
        Generators.ContractRules.ObsoleteError,
        "Part of a contract must not be used",
        "{0} is [Obsolete] as an error, so generated code could not touch it; make it a warning, or remove it from the contract");

    public static readonly DiagnosticDescriptor StructLayout = Contract(
        Generators.ContractRules.StructLayout,
        "Struct has a layout of its own",
        "{0}: the layout of '{1}' is {2}; remove [StructLayout], or its Pack and Size: contract structs are sequential");

    public static readonly DiagnosticDescriptor StructState = Contract(
        Generators.ContractRules.StructState,
        "Struct holds state outside its contract",
        "{0}: '{1}' keeps state in '{2}', which is no public member; make it public, or make '{1}' a class");

    public static readonly DiagnosticDescriptor NoConstructor = Contract(
        Generators.ContractRules.NoConstructor,
        "Generated code cannot create the type",
        "{0}: '{1}' cannot be created from its members; give it {2}");

    public static readonly DiagnosticDescriptor MemberNotSettable = Contract(
        Generators.ContractRules.MemberNotSettable,
        "Member cannot be carried",
        "{0} cannot be carried: {1}");

    public static readonly DiagnosticDescriptor NotAccessible = Contract(
        Generators.ContractRules.NotAccessible,
        "Contract type is not accessible",
        "{0}: '{1}' is {2}, so generated code cannot reach it; make it public or internal");

    public static readonly DiagnosticDescriptor ForeignAssembly = Contract(
        Generators.ContractRules.ForeignAssembly,
        "Contract type is declared in another assembly",
        "{0}: '{1}' is declared in '{2}', which is neither this project nor a cell in [deps]; declare the type in the cell that owns it, or depend on that cell");

    public static readonly DiagnosticDescriptor RecursiveStruct = Contract(
        Generators.ContractRules.RecursiveStruct,
        "Struct contains itself",
        "{0}: the struct '{1}' contains itself and would have no end; make it a class, or hold the inner values in a list");

    public static readonly DiagnosticDescriptor BaseType = Contract(
        Generators.ContractRules.BaseType,
        "Base type is not part of the contract",
        "{0}: '{1}' derives from '{2}', which this project does not declare; derive from object or from a class of this project, or hold a '{2}' as a member");

    public static readonly DiagnosticDescriptor DuplicateMember = Contract(
        Generators.ContractRules.DuplicateMember,
        "Member hides one of a base type",
        "{0}: '{2}' declares '{1}' a second time; members are matched by name, so rename one of them or override it");

    public static readonly DiagnosticDescriptor NullableKey = Contract(
        Generators.ContractRules.NullableKey,
        "Key of a map may be null",
        "{0}: the key '{1}' may be null, which no map accepts; remove the '?'");

    public static readonly DiagnosticDescriptor OtherWireForm = Contract(
        Generators.ContractRules.OtherWireForm,
        "Type asks for another form on the wire",
        "{0}: '{1}' asks for {2}, which Cells neither writes nor reads: its types carry no versions on the wire and unions count their cases; remove the attribute");

    public static readonly DiagnosticDescriptor UnionDeclaration = Contract(
        Generators.ContractRules.UnionDeclaration,
        "Union is declared wrongly",
        "{0}: '{1}' cannot be a union: {2}");

    public static readonly DiagnosticDescriptor UnionWithoutCases = Contract(
        Generators.ContractRules.UnionWithoutCases,
        "Union has no cases",
        "{0}: the union '{1}' has no cases; declare sealed types derived from it in its own file");

    public static readonly DiagnosticDescriptor UnionCaseElsewhere = Contract(
        Generators.ContractRules.UnionCaseElsewhere,
        "Case of a union stands in another file",
        "'{0}' is a case of '{1}' and must stand in the same file, '{2}': the order of the cases there is their numbers on the wire");

    public static readonly DiagnosticDescriptor UnionCase = Contract(
        Generators.ContractRules.UnionCase,
        "Case of a union is declared wrongly",
        "'{0}' cannot be a case of '{1}': {2}");

    public static readonly DiagnosticDescriptor TooManyCases = Contract(
        Generators.ContractRules.TooManyCases,
        "Union has too many cases",
        "{0}: the union '{1}' has {2} cases, more than the {3} that the wire format can number; group some of them into unions of their own");

    public static readonly DiagnosticDescriptor CellNotPartial = Contract(
        Generators.ContractRules.CellNotPartial,
        "Cell class is not partial",
        "'{0}' must be partial: the generator adds the dispatcher to it");

    public static readonly DiagnosticDescriptor CellClass = Contract(
        Generators.ContractRules.CellClass,
        "Class cannot be a cell",
        "'{0}' cannot be a cell: it is {1}");

    public static readonly DiagnosticDescriptor TwoCells = Contract(
        Generators.ContractRules.TwoCells,
        "Project declares two cells",
        "'{0}' is a second cell in this project, beside '{1}'; a cell.toml describes one cell: move one of them into a project of its own");

    public static readonly DiagnosticDescriptor CellWithoutManifest = Contract(
        Generators.ContractRules.CellWithoutManifest,
        "Cell has no cell.toml",
        "'{0}' is a cell without a cell.toml; put one beside the project file: [cell] with a name and a version");

    public static readonly DiagnosticDescriptor CellConstructor = Contract(
        Generators.ContractRules.CellConstructor,
        "Cell cannot be created",
        "'{0}' cannot be created: {1}");

    public static readonly DiagnosticDescriptor CallNotPublicInstance = Contract(
        Generators.ContractRules.CallNotPublicInstance,
        "Call is not a public instance method",
        "'{0}' is {1}; a call is a public instance method");

    public static readonly DiagnosticDescriptor GenericCall = Contract(
        Generators.ContractRules.GenericCall,
        "Call is generic",
        "'{0}' is generic; declare one call for each type");

    public static readonly DiagnosticDescriptor ParameterByReference = Contract(
        Generators.ContractRules.ParameterByReference,
        "Parameter is passed by reference",
        "'{0}': parameter '{1}' is passed by '{2}'; pass it by value, and return what the call gives back");

    public static readonly DiagnosticDescriptor ReturnType = Contract(
        Generators.ContractRules.ReturnType,
        "Call cannot return this type",
        "'{0}' returns '{1}'; return {2}");

    public static readonly DiagnosticDescriptor DuplicateCall = Contract(
        Generators.ContractRules.DuplicateCall,
        "Two calls have the same name",
        "The calls '{1}' and '{2}' have the same name, '{0}'; a trailing Async is no part of it: rename one of them");

    public static readonly DiagnosticDescriptor ReservedCallName = Contract(
        Generators.ContractRules.ReservedCallName,
        "Name of a call is taken",
        "'{0}' cannot be named '{1}': the generated client, or every object, has a method of that name; rename the call");

    public static readonly DiagnosticDescriptor Stream = Contract(
        Generators.ContractRules.Stream,
        "Stream is used wrongly",
        "'{0}': {1}");

    public static readonly DiagnosticDescriptor DeclaredError = Contract(
        Generators.ContractRules.DeclaredError,
        "Declared error cannot cross",
        "{0}: '{1}' cannot be declared: {2}");

    public static readonly DiagnosticDescriptor CallOption = Contract(
        Generators.ContractRules.CallOption,
        "Option of a call is out of range",
        "'{0}': {1} is {2}, but must be {3}");

    public static readonly DiagnosticDescriptor ExactlyOnceStream = Contract(
        Generators.ContractRules.ExactlyOnceStream,
        "Stream is declared exactly-once",
        "'{0}' cannot be delivered exactly once: it is a stream, which is not kept to be sent again. Remove ExactlyOnce; a stream is begun at most once, and says how far it came.");

    public static readonly DiagnosticDescriptor EventDeclaration = Contract(
        Generators.ContractRules.EventDeclaration,
        "Event is declared wrongly",
        "'{0}' cannot be an event: {1}");

    public static readonly DiagnosticDescriptor CallbackDeclaration = Contract(
        Generators.ContractRules.CallbackDeclaration,
        "Callback is declared wrongly",
        "'{0}' cannot be a callback: {1}");

    public static readonly DiagnosticDescriptor ConstraintMisuse = Contract(
        Generators.ContractRules.ConstraintMisuse,
        "Constraint does not fit",
        "{0}: {1} does not fit: {2}");

    public static readonly DiagnosticDescriptor ConstraintNotCarried = Contract(
        Generators.ContractRules.ConstraintNotCarried,
        "Constraint is not part of the contract",
        "{0}: {1} is not exported and not checked; {2}", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor Renamed = Contract(
        Generators.ContractRules.Renamed,
        "Old name is wrong",
        "{0}: [Renamed(\"{1}\")] is wrong: {2}");

    public static readonly DiagnosticDescriptor UnknownType = Contract(
        Generators.ContractRules.UnknownType,
        "Contract type is not found",
        "{0}: '{1}' is neither declared in this project nor in a dependency; declare it, add its using, or add the cell that declares it to [deps] in cell.toml");

    public static readonly DiagnosticDescriptor AmbiguousType = Contract(
        Generators.ContractRules.AmbiguousType,
        "Contract type is ambiguous",
        "{0}: '{1}' means both '{2}' and '{3}'; write the full name, or remove one of the usings");

    public static readonly DiagnosticDescriptor NotGenerated = Contract(
        Generators.ContractRules.NotGenerated,
        "Nothing was generated for a cell",
        "Nothing was generated for '{0}': {1}");

    public static readonly DiagnosticDescriptor SchemaRefused = Contract(
        Generators.ContractRules.SchemaRefused,
        "Contract makes no schema",
        "The contract of '{0}' makes no schema that a consumer would accept: {1}");

    /// <summary>Every rule that a contract is held to.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> ContractRules =
    [
        NotContractType,
        ObliviousNullability,
        MembersInTwoFiles,
        TooManyMembers,
        GenericDefinition,
        ObsoleteError,
        StructLayout,
        StructState,
        NoConstructor,
        MemberNotSettable,
        NotAccessible,
        ForeignAssembly,
        RecursiveStruct,
        BaseType,
        DuplicateMember,
        NullableKey,
        OtherWireForm,
        UnionDeclaration,
        UnionWithoutCases,
        UnionCaseElsewhere,
        UnionCase,
        TooManyCases,
        CellNotPartial,
        CellClass,
        TwoCells,
        CellWithoutManifest,
        CellConstructor,
        CallNotPublicInstance,
        GenericCall,
        ParameterByReference,
        ReturnType,
        DuplicateCall,
        ReservedCallName,
        Stream,
        DeclaredError,
        CallOption,
        ExactlyOnceStream,
        EventDeclaration,
        CallbackDeclaration,
        ConstraintMisuse,
        ConstraintNotCarried,
        Renamed,
        UnknownType,
        AmbiguousType,
        NotGenerated,
        SchemaRefused,
    ];

    /// <summary>Of the build, but there is nothing else left that could say it.</summary>
    public static readonly DiagnosticDescriptor BuildMissing = new(
        "CELL9019",
        "The build part of the Cells package is missing",
        "'{0}' is compiled without Cells.props and Cells.targets, so that its cell.toml is not read and nothing is exported; reference the package Cells in this project itself, without ExcludeAssets",
        category: "Cells.Build",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.LinkOf("CELL9019"));

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = ContractRules.ToDictionary(static rule => rule.Id);

    /// <summary>The rule with the given id.</summary>
    public static DiagnosticDescriptor Find(string id) => ById[id];

    private static DiagnosticDescriptor Contract(string id, string title, string message, DiagnosticSeverity severity = DiagnosticSeverity.Error) => new(
        id,
        title,
        message,
        category: "Cells.Contract",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.LinkOf(id));
}
