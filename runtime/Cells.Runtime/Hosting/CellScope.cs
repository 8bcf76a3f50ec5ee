using Microsoft.Extensions.DependencyInjection;

namespace Cells.Hosting;

/// <summary>The scope from which the one instance of a cell is created, so that it may take scoped services. Disposed after the cell.</summary>
internal sealed class CellScope(IServiceProvider root) : IAsyncDisposable, IDisposable
{
    private readonly AsyncServiceScope _scope = root.CreateAsyncScope();

    /// <summary>The services of the scope.</summary>
    public IServiceProvider Services => _scope.ServiceProvider;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();
}
