using Cells.Hosting;
using Cells.Hosting.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of a served cell and of clients.</summary>
public static class CellHealthChecksBuilderExtensions
{
    /// <summary>Adds a check that is healthy while the cell that <c>AddCell</c> added takes connections.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="failureStatus">The status while it does not; unhealthy unless given.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    public static IHealthChecksBuilder AddCell<TCell>(
        this IHealthChecksBuilder builder, string name = "cell", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
        where TCell : class, ICell<TCell>
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name, static services => new CellHealthCheck<TCell>(services.GetRequiredService<CellService<TCell>>()), failureStatus, tags));
    }

    /// <summary>Adds a check for each client that <c>AddCellClients</c> adds, before or after this: healthy while its cell can be reached and its contract fits.</summary>
    /// <param name="builder">The builder to add to.</param>
    /// <param name="prefix">Stands before the dependency's name in the check's.</param>
    /// <param name="failureStatus">The status while it cannot; unhealthy unless given.</param>
    /// <param name="tags">Tags to filter checks by.</param>
    public static IHealthChecksBuilder AddCellClients(
        this IHealthChecksBuilder builder, string prefix = "cell:", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(prefix);
        builder.Services.AddOptions<HealthCheckServiceOptions>().Configure<IEnumerable<CellClientRegistration>>((options, clients) =>
        {
            HashSet<string> names = [];
            foreach (CellClientRegistration client in clients)
            {
                // A cell from a library, and the program that hosts it, may each have a client of one dependency; and a name may be had once.
                string name = prefix + client.Alias;
                name = names.Add(name) ? name : $"{name} ({client.ClientType.Assembly.GetName().Name})";
                options.Registrations.Add(new HealthCheckRegistration(name, services => new CellClientHealthCheck(client, services), failureStatus, tags));
            }
        });
        return builder;
    }
}
