using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Hosting;

/// <summary>Registers clients, for generated code: <c>AddCellClients</c> calls it for each dependency.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellClients
{
    /// <summary>Adds the one client of a dependency: as itself and, with the alias for a key, as a keyed service. A second time it does nothing.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="alias">The dependency's name in <c>cell.toml</c>.</param>
    /// <param name="create">Creates the client, which connects at its first call.</param>
    public static void Add<TClient>(IServiceCollection services, string alias, Func<IServiceProvider, TClient> create)
        where TClient : class
    {
        if (services is ComposedServices)
        {
            // No container: nobody could ask for more than the client, and a start is not to pay for it.
            services.AddSingleton(create);
            return;
        }

        if (services.Any(service => !service.IsKeyedService && service.ImplementationInstance is CellClientRegistration known && known.ClientType == typeof(TClient) && known.Alias == alias))
        {
            return;
        }

        services.AddSingleton(new CellClientRegistration(alias, typeof(TClient)));
        services.AddSingleton(create);
        services.AddKeyedSingleton(alias, static (provider, _) => provider.GetRequiredService<TClient>());
        CellHostOptionsValidator.Add(services);
    }
}

/// <summary>A client that was registered.</summary>
/// <param name="Alias">The dependency's name in <c>cell.toml</c>.</param>
/// <param name="ClientType">The generated interface.</param>
internal sealed record CellClientRegistration(string Alias, Type ClientType);
