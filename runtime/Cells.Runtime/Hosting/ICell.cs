using Cells.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Hosting;

/// <summary>What the generator adds to a cell's class, so that a host can run it without reflection.</summary>
/// <typeparam name="TSelf">The cell's class.</typeparam>
public interface ICell<TSelf>
    where TSelf : class, ICell<TSelf>
{
    /// <summary>The contract that the class declares.</summary>
    static abstract CellContract Contract { get; }

    /// <summary>Registers the clients of the cells named in <c>cell.toml</c>.</summary>
    static abstract void AddClients(IServiceCollection services);

    /// <summary>Creates the cell from the services that its constructor names.</summary>
    static abstract TSelf Create(IServiceProvider services);

    /// <summary>Reads the arguments of <paramref name="call"/>, runs the handler and replies.</summary>
    static abstract ValueTask DispatchAsync(TSelf cell, ServerCall call);

    /// <summary>The name of the call numbered <paramref name="call"/>, without <c>Async</c>; null when the contract has none of that number, or is to be read for it.</summary>
    static virtual string? NameOf(int call) => null;

    /// <summary>Where the events of <paramref name="cell"/> come from; null for a cell without events.</summary>
    static virtual EventHub? EventsOf(TSelf cell) => null;

    /// <summary>Writes a declared error of the call numbered <paramref name="call"/>; false when the call does not declare it.</summary>
    /// <param name="call">The call's number.</param>
    /// <param name="error">What the handler threw.</param>
    /// <param name="name">The full name of the error's type.</param>
    /// <param name="writer">Receives the error's members.</param>
    static abstract bool TryWriteError(int call, CellException error, out string name, ref Wire.WireWriter writer);
}
