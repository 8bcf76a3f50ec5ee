using Cells.Connections;
using Cells.Hosting;
using Cells.Schema;
using Cells.Testing.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Cells.Testing;

/// <summary>Cells in this process, connected in memory: real contracts, handshakes, frames and codecs, and neither sockets nor directories.</summary>
/// <remarks>
/// A cell or program of the mesh reaches another one by the name that its <c>cell.toml</c> has for it in <c>[deps]</c>, at its first call; so they may be added in any order.
/// Only clients from dependency injection connect within the mesh: <c>XClient.ConnectAsync()</c> looks for a socket. Safe for concurrent use.
/// </remarks>
public sealed class TestMesh : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TestCell> _cells = new(StringComparer.Ordinal);
    private readonly Stack<ServiceProvider> _programs = [];
    private readonly Random _seeds;

    /// <summary>A mesh without cells.</summary>
    public TestMesh(TestMeshOptions? options = null)
    {
        Options = options ?? new TestMeshOptions();
        _seeds = new Random(Options.Seed);
    }

    /// <summary>What its cells and programs share.</summary>
    public TestMeshOptions Options { get; }

    /// <summary>The limits of its connections. A peer in this process is never dead and silent; but virtual time may pass faster than it can say so.</summary>
    internal CellLimits Limits => Options.Limits with { PingAfter = Timeout.InfiniteTimeSpan };

    /// <summary>Adds a cell and serves it.</summary>
    /// <param name="name">The name that others have for it in <c>[deps]</c>.</param>
    /// <param name="configure">Adds the services that the cell's constructor names; its clients are there already, and what is added here comes before them.</param>
    /// <exception cref="ArgumentException">There is a cell of this name.</exception>
    /// <exception cref="InvalidOperationException">The cell cannot be created from its services.</exception>
    public TestCell<TCell> AddCell<TCell>(string name, Action<IServiceCollection>? configure = null)
        where TCell : class, ICell<TCell>
    {
        ServiceCollection services = CreateServices(name);
        TCell.AddClients(services);
        services.AddSingleton<CellScope>();
        services.AddSingleton(static provider => TCell.Create(provider.GetRequiredService<CellScope>().Services));
        configure?.Invoke(services);
        TestCell<TCell> cell = new(this, name, services.BuildServiceProvider());
        Add(cell);
        return cell;
    }

    /// <summary>Adds a cell that answers as the test says, whose answers are JSON.</summary>
    /// <param name="name">The name that others have for it in <c>[deps]</c>.</param>
    /// <param name="schema">The cell's schema document, as in <c>cache/schema.json</c> or <c>.cells/&lt;alias&gt;.schema.json</c>.</param>
    /// <exception cref="ArgumentException">There is a cell of this name, or the text is no schema.</exception>
    public FakeCell AddFake(string name, string schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        SchemaReadResult result = SchemaDocument.Read(schema);
        CellSchema read = result.Schema ?? throw new ArgumentException($"no schema: {result.Error}", nameof(schema));
        FakeCell fake = new(this, name, new FakeDispatcher(new CellContract(read.Contract, SchemaFingerprint.Compute(read), schema), read));
        Add(fake);
        return fake;
    }

    /// <summary>Adds a cell that answers as the test says, through the client that was generated for it.</summary>
    /// <typeparam name="TClient">The generated interface: <c>ICatalog</c>.</typeparam>
    /// <param name="name">The name that others have for it in <c>[deps]</c>.</param>
    /// <param name="contract">The generated contract: <c>CatalogContract.Contract</c>.</param>
    /// <param name="create">Makes the generated client: <c>channel => new CatalogClient(channel)</c>.</param>
    /// <exception cref="ArgumentException">There is a cell of this name.</exception>
    public FakeCell<TClient> AddFake<TClient>(string name, CellContract contract, Func<CellChannel, TClient> create)
        where TClient : class, ICellClient<TClient>
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(create);
        CellSchema schema = SchemaDocument.Read(contract.Schema).Schema ?? throw new ArgumentException($"{contract.Name} has no schema", nameof(contract));
        FakeCell<TClient> fake = new(this, name, new FakeDispatcher(contract, schema), create);
        Add(fake);
        return fake;
    }

    /// <summary>Adds a program that serves nothing, such as the test itself, and gives it its services.</summary>
    /// <param name="name">The name that the cells learn.</param>
    /// <param name="configure">Adds its services, and its clients: <c>services => services.AddCellClients()</c>.</param>
    /// <returns>The services. The mesh disposes them.</returns>
    public IServiceProvider AddProgram(string name, Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        ServiceCollection services = CreateServices(name);
        configure(services);
        ServiceProvider provider = services.BuildServiceProvider();
        lock (_gate)
        {
            _programs.Push(provider);
        }

        return provider;
    }

    /// <summary>Ends the programs, then the cells. Calls that run are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        ServiceProvider[] programs;
        TestCell[] cells;
        lock (_gate)
        {
            programs = [.. _programs];
            cells = [.. _cells.Values];
            _programs.Clear();
            _cells.Clear();
        }

        foreach (ServiceProvider program in programs)
        {
            await program.DisposeAsync().ConfigureAwait(false);
        }

        foreach (TestCell cell in cells)
        {
            await cell.EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The cell named <paramref name="name"/>.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: there is none.</exception>
    internal TestCell Find(string name)
    {
        lock (_gate)
        {
            return _cells.TryGetValue(name, out TestCell? cell)
                ? cell
                : throw new CellException(CellStatus.FailedPrecondition, $"the mesh has no cell '{name}'; it has: {(_cells.Count == 0 ? "none" : string.Join(", ", _cells.Keys))}")
                {
                    Outcome = CallOutcome.NotExecuted,
                };
        }
    }

    /// <summary>A source of randomness of its own for one end of a connection.</summary>
    internal Random NextRandom()
    {
        lock (_gate)
        {
            return new Random(_seeds.Next());
        }
    }

    private void Add(TestCell cell)
    {
        // Before anybody finds it: a cell that cannot be created is none of the mesh.
        cell.Start();
        lock (_gate)
        {
            if (!_cells.TryAdd(cell.Name, cell))
            {
                throw new ArgumentException($"the mesh has a cell '{cell.Name}' already");
            }
        }
    }

    private ServiceCollection CreateServices(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ServiceCollection services = [];
        services.AddSingleton(Options.LoggerFactory);
        services.AddLogging();
        services.AddSingleton(Options.TimeProvider);
        services.AddSingleton<IDependencyConnector>(new MeshConnector(this, name));
        return services;
    }
}
