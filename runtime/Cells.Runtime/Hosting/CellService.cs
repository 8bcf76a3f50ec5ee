using Cells.Directories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Serves a cell from its directory while a host runs.</summary>
internal sealed class CellService<TCell>(IServiceProvider services, ILogger<TCell> log, TimeProvider clock) : IHostedService, IDisposable
    where TCell : class, ICell<TCell>
{
    private CellLock? _ownLock;
    private ServedCell? _served;

    /// <summary>The server, while it takes connections; null before and after.</summary>
    public CellServer? Server => _served?.Server;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        CellHold hold = services.GetService<CellHold>() ?? await TakeHoldAsync(cancellationToken).ConfigureAwait(false);
        CellDispatcher<TCell> cell = new(services.GetRequiredService<TCell>()) { Interceptors = [.. services.GetServices<IServerInterceptor>()] };
        _served = new ServedCell(hold, cell, log, clock);
        _served.Start(exposesDetail: services.GetService<IHostEnvironment>()?.IsDevelopment() ?? false);
        _ = StopWhenOrderedAsync(_served);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _served?.StopAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _served?.Dispose();
        _ownLock?.Dispose();
    }

    private async Task StopWhenOrderedAsync(ServedCell served)
    {
        await served.Ordered.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (services.GetService<IHostApplicationLifetime>() is { ApplicationStopping.IsCancellationRequested: false } lifetime)
        {
            lifetime.StopApplication();
        }
    }

    private async ValueTask<CellHold> TakeHoldAsync(CancellationToken cancellationToken)
    {
        CellDirectory directory = CellHostOptions.Find(services);
        CellHold hold = await CellHold.TryTakeAsync(directory, cancellationToken).ConfigureAwait(false)
            ?? throw new CellException(CellStatus.FailedPrecondition, CellHost.AlreadyRuns(directory)) { Outcome = CallOutcome.NotExecuted };
        _ownLock = hold.Lock;
        return hold;
    }
}
