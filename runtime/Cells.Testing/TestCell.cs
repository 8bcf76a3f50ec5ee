using System.IO.Pipelines;
using Cells.Hosting;
using Cells.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Testing;

/// <summary>A cell of a <see cref="TestMesh"/>.</summary>
public abstract class TestCell
{
    private const string Version = "1.0.0";

    private readonly Lock _gate = new();
    private readonly HashSet<IDisposable> _connections = [];
    private readonly TestMesh _mesh;
    private CellServer? _server;

    private protected TestCell(TestMesh mesh, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _mesh = mesh;
        Name = name;
    }

    /// <summary>The name that others have for it.</summary>
    public string Name { get; }

    /// <summary>What goes wrong on connections to it. Nothing unless set.</summary>
    public CellFaults Faults { get; } = new();

    /// <summary>Whether it takes connections.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
            {
                return _server is not null;
            }
        }
    }

    /// <summary>Serves again, after <see cref="StopAsync"/> or <see cref="Kill"/>: the same object, as another process would have it for its clients.</summary>
    /// <exception cref="InvalidOperationException">It runs.</exception>
    public void Start()
    {
        CellDispatcher dispatcher = CreateDispatcher();
        TestMeshOptions options = _mesh.Options;
        CellSystem system = new(dispatcher.Contract, Version, options.TimeProvider);
        CellServer server = new(
            Name, Version, [dispatcher, new CellDispatcher<CellSystem>(system)], _mesh.Limits, options.TimeProvider, options.LoggerFactory.CreateLogger(dispatcher.Contract.Name))
        {
            ExposesDetail = true,
        };
        system.Watch(server);
        lock (_gate)
        {
            if (_server is not null)
            {
                throw new InvalidOperationException($"'{Name}' runs");
            }

            _server = server;
        }
    }

    /// <summary>Stops as <c>cells stop</c> does: takes no more calls, lets those that run end, closes the connections.</summary>
    /// <param name="drainTimeout">How long calls may take to end before they are cancelled. 30 s unless given.</param>
    public async ValueTask StopAsync(TimeSpan? drainTimeout = null)
    {
        CellServer? server;
        lock (_gate)
        {
            server = _server;
            _server = null;
        }

        await (server?.DrainAsync(drainTimeout ?? TimeSpan.FromSeconds(30), "the test stops it") ?? Task.CompletedTask).ConfigureAwait(false);
    }

    /// <summary>Ends every connection at once and takes no more, as a process that is killed does. Calls that run are cancelled.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _server = null;
        }

        Cut();
    }

    /// <summary>Ends the connections that there are. The cell runs on, and takes new ones.</summary>
    public void Cut()
    {
        IDisposable[] connections;
        lock (_gate)
        {
            connections = [.. _connections];
        }

        Array.ForEach(connections, static connection => connection.Dispose());
    }

    /// <summary>Makes what is served.</summary>
    private protected abstract CellDispatcher CreateDispatcher();

    /// <summary>Gives up what belongs to the cell.</summary>
    private protected virtual ValueTask ReleaseAsync() => default;

    /// <summary>The client's end of a new connection.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.Unavailable"/>: the cell does not run, or refuses.</exception>
    internal IDuplexPipe Connect()
    {
        CellServer? server;
        lock (_gate)
        {
            server = _server;
        }

        if (server is null || Faults.Refuses)
        {
            throw new CellException(CellStatus.Unavailable, server is null ? $"'{Name}' does not run in the mesh of this test" : $"'{Name}' refuses connections, as the test says")
            {
                Outcome = CallOutcome.NotExecuted,
            };
        }

        (InMemoryTransport clientEnd, InMemoryTransport serverEnd) = InMemoryTransport.CreatePair();
        lock (_gate)
        {
            _connections.Add(serverEnd);
        }

        _ = ServeAsync(server, Faults.Apply(serverEnd, _mesh), serverEnd);
        return Faults.Apply(clientEnd, _mesh);
    }

    /// <summary>Stops without waiting for calls, and gives up what belongs to the cell.</summary>
    internal ValueTask EndAsync()
    {
        Kill();
        return ReleaseAsync();
    }

    private async Task ServeAsync(CellServer server, IDuplexPipe connection, IDisposable end)
    {
        await server.ServeAsync(connection).ConfigureAwait(false);
        lock (_gate)
        {
            _connections.Remove(end);
        }
    }
}

/// <summary>A cell of a <see cref="TestMesh"/> that runs the code of <typeparamref name="TCell"/>.</summary>
public sealed class TestCell<TCell> : TestCell
    where TCell : class, ICell<TCell>
{
    private readonly ServiceProvider _services;

    internal TestCell(TestMesh mesh, string name, ServiceProvider services)
        : base(mesh, name)
        => _services = services;

    /// <summary>The cell itself.</summary>
    public TCell Instance => _services.GetRequiredService<TCell>();

    /// <summary>What the cell was created from.</summary>
    public IServiceProvider Services => _services;

    private protected override CellDispatcher CreateDispatcher()
        => new CellDispatcher<TCell>(Instance) { Interceptors = [.. _services.GetServices<IServerInterceptor>()] };

    private protected override ValueTask ReleaseAsync() => _services.DisposeAsync();
}
