using System.Diagnostics.CodeAnalysis;
using Cells.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cells.Hosting;

/// <summary>What a cell without services of its own is made from: the clients that generated code makes, loggers and the clock. No container.</summary>
/// <param name="logs">Makes the loggers.</param>
internal sealed class ComposedServices(ILoggerFactory logs) : ServiceCollection, IKeyedServiceProvider, IAsyncDisposable
{
    private readonly Dictionary<Type, object> _made = [];
    private readonly Stack<object> _owned = [];

    /// <summary>Gives <paramref name="service"/> to whoever asks for its type. It stays the caller's.</summary>
    public void Provide(Type serviceType, object service) => _made.Add(serviceType, service);

    /// <summary>Disposes <paramref name="service"/> before everything that was made earlier.</summary>
    public void Own(object service) => _owned.Push(service);

    /// <inheritdoc/>
    /// <exception cref="UnknownServiceException">It takes a container to know whether there is one.</exception>
    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(ILoggerFactory))
        {
            return logs;
        }

        if (serviceType == typeof(TimeProvider))
        {
            return TimeProvider.System;
        }

        if (serviceType == typeof(IEnumerable<IClientInterceptor>))
        {
            return Array.Empty<IClientInterceptor>();
        }

        if (serviceType == typeof(IDependencyConnector))
        {
            return null;
        }

        return _made.TryGetValue(serviceType, out object? made) ? made : Make(serviceType);
    }

    /// <inheritdoc/>
    /// <exception cref="UnknownServiceException">Always.</exception>
    public object? GetKeyedService(Type serviceType, object? serviceKey) => throw new UnknownServiceException(serviceType);

    /// <inheritdoc/>
    /// <exception cref="UnknownServiceException">Always.</exception>
    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => throw new UnknownServiceException(serviceType);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? service))
        {
            if (service is IAsyncDisposable later)
            {
                await later.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                (service as IDisposable)?.Dispose();
            }
        }
    }

    private object Make(Type serviceType)
    {
        foreach (ServiceDescriptor service in this)
        {
            if (service.ServiceType != serviceType || service.IsKeyedService)
            {
                continue;
            }

            if (service.ImplementationInstance is { } instance)
            {
                return instance;
            }

            if (service.ImplementationFactory is { } factory)
            {
                object made = factory(this);
                _made.Add(serviceType, made);
                Own(made);
                return made;
            }
        }

        throw new UnknownServiceException(serviceType);
    }
}

/// <summary>A service that only a container can have.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "Never leaves the host.")]
internal sealed class UnknownServiceException(Type service) : Exception($"{service} is not among the services that generated code makes");
