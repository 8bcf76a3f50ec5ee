using Cells.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds a cell to a host.</summary>
public static class CellServiceCollectionExtensions
{
    /// <summary>Serves <typeparamref name="TCell"/> while the host runs, and adds the clients of the cells named in <c>cell.toml</c>.</summary>
    /// <remarks>
    /// One cell a process. The host fails to start when the cell's directory is not found or another process serves it.
    /// Give the host at least the cell's <c>drain_timeout</c> to stop (<c>HostOptions.ShutdownTimeout</c>).
    /// </remarks>
    /// <param name="services">The services to add to.</param>
    /// <param name="configure">Says where the cell's directory is; null to find it.</param>
    public static IServiceCollection AddCell<TCell>(this IServiceCollection services, Action<CellHostOptions>? configure = null)
        where TCell : class, ICell<TCell>
    {
        ArgumentNullException.ThrowIfNull(services);
        CellHostOptionsValidator.Add(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        TCell.AddClients(services);
        services.TryAddSingleton<CellScope>();
        services.TryAddSingleton(static provider => TCell.Create(provider.GetRequiredService<CellScope>().Services));
        services.TryAddSingleton<CellService<TCell>>();
        services.AddHostedService(static provider => provider.GetRequiredService<CellService<TCell>>());
        return services;
    }
}
