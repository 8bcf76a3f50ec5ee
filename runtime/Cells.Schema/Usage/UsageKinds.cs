namespace Cells.Schema;

/// <summary>The kinds of entries in a record of what a consumer uses: what stands before the colon.</summary>
public static class UsageKinds
{
    /// <summary><c>arg:X.Y.p</c>: the argument is passed.</summary>
    public const string Argument = "arg";

    /// <summary><c>call:X.Y</c>: the call is made.</summary>
    public const string Call = "call";

    /// <summary><c>case:U.C</c>, <c>case:X.Y.Error</c>: the case of a union or the declared error is told from others.</summary>
    public const string Case = "case";

    /// <summary><c>name:E.V</c>: the value of an enum is named.</summary>
    public const string Name = "name";

    /// <summary><c>named-arg:X.Y.p</c>: the argument is passed by its name.</summary>
    public const string NamedArgument = "named-arg";

    /// <summary><c>omitted-arg:X.Y.p</c>, <c>omitted-arg:T.M</c>: it is left out of a call, a constructor or an initializer.</summary>
    public const string OmittedArgument = "omitted-arg";

    /// <summary><c>read:T.M</c>: the member is read.</summary>
    public const string Read = "read";

    /// <summary><c>switch:T</c>: a switch over an enum or a union without a default arm.</summary>
    public const string Switch = "switch";

    /// <summary><c>write:T.M</c>: the member is written.</summary>
    public const string Write = "write";

    /// <summary>Every kind that there is, ordered by name.</summary>
    public static EquatableArray<string> All { get; } = [Argument, Call, Case, Name, NamedArgument, OmittedArgument, Read, Switch, Write];
}
