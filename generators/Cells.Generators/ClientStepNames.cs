namespace Cells.Generators;

/// <summary>The names of the steps of <see cref="ClientGenerator"/>, by which tests ask what an edit re-ran.</summary>
internal static class ClientStepNames
{
    /// <summary>A dependency's schema file, read.</summary>
    public const string Dependency = nameof(Dependency);

    /// <summary>What <c>cell.toml</c> says about the dependencies.</summary>
    public const string Settings = nameof(Settings);

    /// <summary>The contracts that the project itself declares.</summary>
    public const string OwnContracts = nameof(OwnContracts);

    /// <summary>The name of the project's assembly.</summary>
    public const string Assembly = nameof(Assembly);

    /// <summary>Everything that the clients are emitted from.</summary>
    public const string Clients = nameof(Clients);
}
