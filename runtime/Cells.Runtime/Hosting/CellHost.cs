using Cells.Directories;
using Cells.Schema;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Cells.Hosting;

/// <summary>Runs a cell as a program: <c>return await CellHost.RunAsync&lt;Catalog&gt;(args);</c></summary>
/// <remarks>A small host: dependency injection, logging to standard error, the environment's name from <c>DOTNET_ENVIRONMENT</c>, no configuration files.</remarks>
public static class CellHost
{
    /// <summary>The time after draining that the rest of the host gets to stop.</summary>
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(10);

    /// <summary>Serves <typeparamref name="TCell"/> until the process is told to stop (SIGTERM, SIGINT, SIGQUIT), then drains.</summary>
    /// <param name="args">The program's arguments: configuration for the host.</param>
    /// <param name="configure">Adds the services that the cell's constructor names.</param>
    /// <param name="cancellationToken">Stops the cell, too.</param>
    /// <returns>The exit code: 0 after a stop, and when the cell runs already; 1 when it cannot start, with the reason on standard error.</returns>
    public static async Task<int> RunAsync<TCell>(
        string[] args, Action<HostApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
        where TCell : class, ICell<TCell>
    {
        try
        {
            CellDirectory directory = CellDirectory.Find();
            CellManifest manifest = directory.ReadManifest();
            directory.CreateRunDirectory();
            using CellLock? held = await CellLock.TryAcquireAsync(directory, cancellationToken).ConfigureAwait(false);
            if (held is null)
            {
                await Console.Error.WriteLineAsync(AlreadyRuns(directory)).ConfigureAwait(false);
                return 0;
            }

            Directory.SetCurrentDirectory(directory.Path);
            HostApplicationBuilder builder = CreateBuilder(args, directory, manifest);
            builder.Services.AddSingleton(new CellHold(directory, manifest, held));
            builder.Services.AddCell<TCell>();
            configure?.Invoke(builder);
            using IHost host = builder.Build();
            await host.RunAsync(cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (CellException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }
    }

    /// <summary>Says that the cell runs already, and as which process.</summary>
    internal static string AlreadyRuns(CellDirectory directory)
        => CellState.Read(directory) is { } state
            ? $"cell '{state.Name}' runs already (process {state.ProcessId}, {directory.Path})"
            : $"cell '{directory.Name}' runs already ({directory.LockPath} is held)";

    private static HostApplicationBuilder CreateBuilder(string[] args, CellDirectory directory, CellManifest manifest)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = args,
            ApplicationName = manifest.Name ?? directory.Name,
            ContentRootPath = directory.Path,
            EnvironmentName = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT"),
        });
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = manifest.LifeCycle.DrainTimeout + StopMargin);
        builder.Services.Configure<ConsoleLifetimeOptions>(static options => options.SuppressStatusMessages = true);
        builder.Logging.AddSimpleConsole(static options => options.SingleLine = true);
        // Standard output belongs to the program.
        builder.Services.Configure<ConsoleLoggerOptions>(static options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        return builder;
    }
}
