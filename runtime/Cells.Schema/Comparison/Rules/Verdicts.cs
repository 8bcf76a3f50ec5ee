namespace Cells.Schema;

/// <summary>What a change means for the consumers of a contract, from harmless to worst.</summary>
public enum Verdict
{
    /// <summary>Nobody breaks.</summary>
    Compatible,

    /// <summary>Someone should look: single values may fail, or something sent is not delivered.</summary>
    Warning,

    /// <summary>A consumer breaks.</summary>
    Breaking,
}

/// <summary>What a change does to the plan that reads the one side's bytes for the other.</summary>
public enum PlanEffect
{
    /// <summary>The plan exists.</summary>
    Yes,

    /// <summary>The plan exists, but something that the peer sends is not delivered.</summary>
    Drop,

    /// <summary>The plan exists, but some values fail their message.</summary>
    Check,

    /// <summary>There is no plan.</summary>
    No,
}

/// <summary>What a change does to the consumer's next compile.</summary>
public enum SourceEffect
{
    /// <summary>It compiles.</summary>
    Compiles,

    /// <summary>It may warn or change meaning.</summary>
    Warns,

    /// <summary>It fails.</summary>
    Breaks,
}

/// <summary>Which way a payload travels.</summary>
public enum PayloadDirection
{
    /// <summary>From consumer to producer: parameters and the items of a client stream.</summary>
    Request,

    /// <summary>From producer to consumer: results, the items of a server stream, events and declared errors.</summary>
    Response,
}

/// <summary>What a comparison asks.</summary>
public enum ComparisonLevel
{
    /// <summary>Whether the next compile works too; the question of a pull request.</summary>
    Source,

    /// <summary>Whether running peers understand each other; the question of a deployment.</summary>
    Wire,
}

/// <summary>Who compares.</summary>
public enum ComparisonSide
{
    /// <summary>The producer: everything that it offers is compared, and the version must tell.</summary>
    Producer,

    /// <summary>The consumer: only the calls that it uses are compared.</summary>
    Consumer,
}

/// <summary>The step of the version that changes demand.</summary>
public enum VersionBump
{
    /// <summary>Nothing changed.</summary>
    None,

    /// <summary>A correction.</summary>
    Patch,

    /// <summary>An addition.</summary>
    Minor,

    /// <summary>A break.</summary>
    Major,
}

/// <summary>Which entry of a consumer's manifest makes a change matter to it.</summary>
public enum UsageKey
{
    /// <summary>None: no usage lowers the verdict.</summary>
    None,

    /// <summary>Any used call that carries the path in that direction.</summary>
    Call,

    /// <summary>An argument is passed.</summary>
    Argument,

    /// <summary>An argument or member is left out.</summary>
    OmittedArgument,

    /// <summary>An argument is passed by name.</summary>
    NamedArgument,

    /// <summary>A member is written; of a parameter: passed.</summary>
    Write,

    /// <summary>Any member of the type is written.</summary>
    Construct,

    /// <summary>A member is read; of a result or item: the call is used.</summary>
    Read,

    /// <summary>Any entry of the type.</summary>
    Type,

    /// <summary>A switch over the enum or union has no default arm.</summary>
    Switch,

    /// <summary>The value of an enum, or the case of a union or call, is named.</summary>
    Name,
}
