namespace Cells.Generators;

/// <summary>One argument that a handler takes.</summary>
/// <param name="Kind">Where the argument comes from.</param>
/// <param name="Name">The parameter's name in C#, without a leading <c>@</c>.</param>
/// <param name="ParameterIndex">The index among the call's schema parameters, for <see cref="ArgumentKind.Parameter"/>; else -1.</param>
internal sealed record ArgumentModel(ArgumentKind Kind, string Name, int ParameterIndex);

/// <summary>Where an argument comes from.</summary>
internal enum ArgumentKind
{
    /// <summary>A parameter of the contract, read from the request.</summary>
    Parameter,

    /// <summary>The call's <c>CancellationToken</c>.</summary>
    Cancellation,

    /// <summary>The call's <c>CallContext</c>.</summary>
    Context,
}
