using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Cells.Hosting.Health;

/// <summary>Healthy while this process serves its cell.</summary>
internal sealed class CellHealthCheck<TCell>(CellService<TCell> service) : IHealthCheck
    where TCell : class, ICell<TCell>
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(service.Server is { } server
            ? HealthCheckResult.Healthy($"serves {TCell.Contract.Name}", new Dictionary<string, object>
            {
                ["connections"] = server.ConnectionCount,
                ["inflight"] = server.InflightCount,
            })
            : new HealthCheckResult(context.Registration.FailureStatus, $"{TCell.Contract.Name} is not served: it has not started, or stops"));
}
