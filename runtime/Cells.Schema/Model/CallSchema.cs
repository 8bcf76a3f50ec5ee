namespace Cells.Schema;

/// <summary>One call, stream or event of a cell.</summary>
public sealed record CallSchema
{
    /// <summary>The name without a trailing <c>Async</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How requests and responses flow.</summary>
    public required CallKind Kind { get; init; }

    /// <summary>The parameters in declaration order, which is their order on the wire. The item stream of a client stream is one of them.</summary>
    public EquatableArray<ParameterSchema> Parameters { get; init; }

    /// <summary>The type of the result, or of one item of a server stream; null when the call answers with nothing.</summary>
    public TypeReference? Result { get; init; }

    /// <summary>The full names of the errors that the call declares, ordered by name.</summary>
    public EquatableArray<string> Errors { get; init; }

    /// <summary>Names that the call had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>The caller may repeat the call without further effect.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>The server removes duplicates by key.</summary>
    public bool IsExactlyOnce { get; init; }

    /// <summary>The deadline that a client sets unless told otherwise, in milliseconds; null for none.</summary>
    public int? DeadlineMs { get; init; }

    /// <summary>The scope that a caller's token must hold, or null.</summary>
    public string? Scope { get; init; }

    /// <summary>Deprecation, or null.</summary>
    public Deprecation? Obsolete { get; init; }

    /// <summary>The diagnostic id of <c>[Experimental]</c>, or null for a stable call.</summary>
    public string? Experimental { get; init; }

    /// <summary>The documentation comment: the inner XML, or null.</summary>
    public string? Documentation { get; init; }
}

/// <summary>How the requests and responses of a call flow.</summary>
public enum CallKind
{
    /// <summary>One request, one response.</summary>
    Unary,

    /// <summary>One request, a stream of responses.</summary>
    ServerStream,

    /// <summary>A stream of requests, one response.</summary>
    ClientStream,

    /// <summary>Streams both ways.</summary>
    Duplex,

    /// <summary>Published by the cell to every subscriber.</summary>
    Event,
}

/// <summary>One parameter of a call.</summary>
public sealed record ParameterSchema
{
    /// <summary>The name in C#.</summary>
    public required string Name { get; init; }

    /// <summary>The type, or of one item when <see cref="IsStream"/>.</summary>
    public required TypeReference Type { get; init; }

    /// <summary>The parameter is an <c>IAsyncEnumerable</c> of <see cref="Type"/>.</summary>
    public bool IsStream { get; init; }

    /// <summary>
    /// The full name of the <see cref="CallbackSchema"/> that callers pass an implementation of, or null. On the wire stands whether they did:
    /// <see cref="Type"/> is <see cref="PrimitiveKind.Boolean"/>.
    /// </summary>
    public string? Callback { get; init; }

    /// <summary>Whether callers may pass null in the place of a <see cref="Callback"/>.</summary>
    public bool IsOptionalCallback { get; init; }

    /// <summary>The declared default, or null when callers must pass the argument.</summary>
    public DefaultValue? Default { get; init; }

    /// <summary>Names that the parameter had before, from <c>[Renamed]</c>.</summary>
    public EquatableArray<string> OldNames { get; init; }

    /// <summary>Constraints checked before the handler runs.</summary>
    public EquatableArray<Constraint> Constraints { get; init; }
}

/// <summary>What <c>[Obsolete]</c> says.</summary>
/// <param name="Message">What to use instead, or null.</param>
public sealed record Deprecation(string? Message);
