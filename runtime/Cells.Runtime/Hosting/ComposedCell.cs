using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Runs a cell without a host or a container: most of a start would be theirs.</summary>
internal static class ComposedCell
{
    /// <summary>Serves <typeparamref name="TCell"/> until the process is told to stop; in a host, when the cell's constructor takes more than generated code makes.</summary>
    public static Task RunAsync<TCell>(CellHold hold, string[] args, CancellationToken cancellationToken)
        where TCell : class, ICell<TCell>
    {
        StandardOutputLog output = new(LogLevel.Information);
        ILogger<TCell> log = output.CreateLogger<TCell>(TCell.Contract.Name);
        return TryCreate(output, log, out ComposedServices? services, out TCell? cell)
            ? ServeAsync(hold, services, new CellDispatcher<TCell>(cell), log, cancellationToken)
            : HostAsync<TCell>(hold, args, cancellationToken);
    }

    private static bool TryCreate<TCell>(
        StandardOutputLog output, ILogger<TCell> log, [NotNullWhen(true)] out ComposedServices? services, [NotNullWhen(true)] out TCell? cell)
        where TCell : class, ICell<TCell>
    {
        services = new ComposedServices(output);
        try
        {
            services.Provide(typeof(ILogger<TCell>), log);
            TCell.AddClients(services);
            cell = TCell.Create(services);
            services.Own(cell);
            return true;
        }
        catch (UnknownServiceException)
        {
            // Nothing is lost: a client that was made has not connected yet.
            cell = null;
            return false;
        }
    }

    // Apart from its only caller, which must not load what a host needs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task HostAsync<TCell>(CellHold hold, string[] args, CancellationToken cancellationToken)
        where TCell : class, ICell<TCell>
        => CellApplication.RunAsync<TCell>(hold, args, static _ => { }, cancellationToken);

    private static async Task ServeAsync(CellHold hold, ComposedServices services, CellDispatcher cell, ILogger log, CancellationToken cancellationToken)
    {
        await using ConfiguredAsyncDisposable disposing = services.ConfigureAwait(false);
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(static stopping => ((TaskCompletionSource)stopping!).TrySetResult(), stopping);
        Action<PosixSignalContext> stop = context =>
        {
            // The process ends by itself, when everything is answered.
            context.Cancel = true;
            stopping.TrySetResult();
        };
        using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, stop);
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, stop);
        using PosixSignalRegistration quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, stop);
        using ServedCell served = new(hold, cell, log, TimeProvider.System);
        served.Start(exposesDetail: Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") == "Development");
        await (await Task.WhenAny(stopping.Task, served.Ordered).ConfigureAwait(false)).ConfigureAwait(false);
        await served.StopAsync().ConfigureAwait(false);
    }
}
