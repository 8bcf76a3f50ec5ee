using Cells.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cells.Hosting.Health;

/// <summary>Healthy while the cell behind a client can be reached and its contract fits: connects, where there is no connection.</summary>
internal sealed class CellClientHealthCheck(CellClientRegistration registration, IServiceProvider services) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (services.GetService(registration.ClientType) is not IChannelClient client)
        {
            return HealthCheckResult.Healthy($"'{registration.Alias}' is replaced by another implementation, which is not checked");
        }

        try
        {
            await client.Channel.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy($"'{registration.Alias}' is connected");
        }
        catch (CellException e)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"'{registration.Alias}': {e.Message}", e, new Dictionary<string, object> { ["status"] = e.Status.ToString() });
        }
    }
}
