namespace Cells.Generators;

/// <summary>The ids of the rules that a contract is held to. An id is never reused and never re-pointed.</summary>
internal static class ContractRules
{
    /// <summary>Arguments: path, type, what to use instead.</summary>
    public const string NotContractType = "CELL1001";

    /// <summary>Arguments: path, type.</summary>
    public const string ObliviousNullability = "CELL1002";

    /// <summary>Arguments: path, type, first file, second file.</summary>
    public const string MembersInTwoFiles = "CELL1003";

    /// <summary>Arguments: path, type, number of members, the most that there may be.</summary>
    public const string TooManyMembers = "CELL1004";

    /// <summary>Arguments: path, type, what is wrong with its type parameters.</summary>
    public const string GenericDefinition = "CELL1005";

    /// <summary>Arguments: path.</summary>
    public const string ObsoleteError = "CELL1006";

    /// <summary>Arguments: path, struct, what its layout is.</summary>
    public const string StructLayout = "CELL1007";

    /// <summary>Arguments: path, struct, the field.</summary>
    public const string StructState = "CELL1008";

    /// <summary>Arguments: path, type, what is missing.</summary>
    public const string NoConstructor = "CELL1009";

    /// <summary>Arguments: path, why the member cannot be carried.</summary>
    public const string MemberNotSettable = "CELL1010";

    /// <summary>Arguments: path, type, its accessibility.</summary>
    public const string NotAccessible = "CELL1011";

    /// <summary>Arguments: path, type, assembly.</summary>
    public const string ForeignAssembly = "CELL1012";

    /// <summary>Arguments: path, struct.</summary>
    public const string RecursiveStruct = "CELL1013";

    /// <summary>Arguments: path, type, base type.</summary>
    public const string BaseType = "CELL1014";

    /// <summary>Arguments: path, member name, type.</summary>
    public const string DuplicateMember = "CELL1015";

    /// <summary>Arguments: path, key type.</summary>
    public const string NullableKey = "CELL1016";

    /// <summary>Arguments: path, type, the form that it asks for.</summary>
    public const string OtherWireForm = "CELL1017";

    /// <summary>Arguments: path, union, what is wrong.</summary>
    public const string UnionDeclaration = "CELL1020";

    /// <summary>Arguments: path, union.</summary>
    public const string UnionWithoutCases = "CELL1021";

    /// <summary>Arguments: case, union, the union's file.</summary>
    public const string UnionCaseElsewhere = "CELL1022";

    /// <summary>Arguments: case, union, what is wrong.</summary>
    public const string UnionCase = "CELL1023";

    /// <summary>Arguments: path, union, number of cases, the most that there may be.</summary>
    public const string TooManyCases = "CELL1024";

    /// <summary>Arguments: cell class.</summary>
    public const string CellNotPartial = "CELL1030";

    /// <summary>Arguments: cell class, what it is.</summary>
    public const string CellClass = "CELL1031";

    /// <summary>Arguments: cell class, the other one.</summary>
    public const string TwoCells = "CELL1032";

    /// <summary>Arguments: cell class.</summary>
    public const string CellWithoutManifest = "CELL1033";

    /// <summary>Arguments: cell class, what is wrong.</summary>
    public const string CellConstructor = "CELL1034";

    /// <summary>Arguments: call, what it is.</summary>
    public const string CallNotPublicInstance = "CELL1040";

    /// <summary>Arguments: call.</summary>
    public const string GenericCall = "CELL1041";

    /// <summary>Arguments: call, parameter, its modifier.</summary>
    public const string ParameterByReference = "CELL1042";

    /// <summary>Arguments: call, return type, what to return instead.</summary>
    public const string ReturnType = "CELL1043";

    /// <summary>Arguments: call name, first method, second method.</summary>
    public const string DuplicateCall = "CELL1044";

    /// <summary>Arguments: call, name.</summary>
    public const string ReservedCallName = "CELL1045";

    /// <summary>Arguments: call, what is wrong.</summary>
    public const string Stream = "CELL1046";

    /// <summary>Arguments: call, error type, what is wrong.</summary>
    public const string DeclaredError = "CELL1047";

    /// <summary>Arguments: call, option, value, what it must be.</summary>
    public const string CallOption = "CELL1048";

    /// <summary>Arguments: call.</summary>
    public const string ExactlyOnceStream = "CELL1049";

    /// <summary>Arguments: event, what is wrong.</summary>
    public const string EventDeclaration = "CELL1050";

    /// <summary>Arguments: callback or method, what is wrong.</summary>
    public const string CallbackDeclaration = "CELL1052";

    /// <summary>Arguments: path, attribute, what is wrong.</summary>
    public const string ConstraintMisuse = "CELL1060";

    /// <summary>Arguments: path, attribute, what to use instead. A warning.</summary>
    public const string ConstraintNotCarried = "CELL1061";

    /// <summary>Arguments: path, old name, what is wrong.</summary>
    public const string Renamed = "CELL1062";

    /// <summary>Arguments: path, name.</summary>
    public const string UnknownType = "CELL1070";

    /// <summary>Arguments: path, name, first full name, second full name.</summary>
    public const string AmbiguousType = "CELL1071";

    /// <summary>Arguments: cell class, why.</summary>
    public const string NotGenerated = "CELL1073";

    /// <summary>Arguments: cell class, what the schema reader says.</summary>
    public const string SchemaRefused = "CELL1080";

    /// <summary>Whether source may be emitted for a contract that breaks the rule.</summary>
    public static bool IsError(string id) => id is not ConstraintNotCarried;
}
