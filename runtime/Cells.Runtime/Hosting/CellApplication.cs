using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>Runs a cell in a small host, for services of its own.</summary>
internal static class CellApplication
{
    /// <summary>The time after draining that the rest of the host gets to stop.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);

    /// <summary>Serves <typeparamref name="TCell"/> until the host is told to stop.</summary>
    public static async Task RunAsync<TCell>(CellHold hold, string[] args, Action<HostApplicationBuilder> configure, CancellationToken cancellationToken)
        where TCell : class, ICell<TCell>
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ApplicationName = hold.Manifest.Name ?? hold.Directory.Name,
            ContentRootPath = hold.Directory.Path,
            EnvironmentName = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"),
        });
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = hold.Manifest.LifeCycle.DrainTimeout + StopMargin);
        builder.Services.Configure<ConsoleLifetimeOptions>(static options => options.SuppressStatusMessages = true);
        builder.Services.AddSingleton<ILoggerProvider>(static _ => new StandardOutputLog(LogLevel.Trace));
        builder.Services.AddSingleton(hold);
        builder.Services.AddCell<TCell>();
        configure(builder);
        using IHost host = builder.Build();
        await host.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
