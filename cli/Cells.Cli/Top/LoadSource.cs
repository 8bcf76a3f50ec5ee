using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;

namespace Cells.Cli.Top;

/// <summary>Asks the processes of one cell what they do. They share a socket, so that each connection reaches one of them: connections are made until every process has one.</summary>
/// <param name="directory">The cell's directory.</param>
/// <param name="name">The cell's name.</param>
internal sealed class LoadSource(CellDirectory directory, string name) : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    /// <summary>The kernel deals connections out as it likes: not every attempt reaches a process that is not known yet.</summary>
    private const int MostAttempts = 4;

    private readonly List<CellSystemClient> _clients = [];

    /// <summary>The cell's directory.</summary>
    public CellDirectory Directory { get; } = directory;

    /// <summary>The cell's name.</summary>
    public string Name { get; } = name;

    /// <summary>How many processes the cell has; known ones are asked, and so many looked for.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>What each of the processes does, by process id; none when the cell does not run.</summary>
    /// <returns>The loads, and why there may be fewer than there are processes; null for no reason.</returns>
    public async Task<(IReadOnlyDictionary<int, CellLoad> Loads, string? Problem)> ReadAsync(CancellationToken cancellationToken)
    {
        SortedDictionary<int, CellLoad> loads = [];
        // A connection would start a cell that is idle.
        if (!CellState.IsRunning(Directory) || CellState.Read(Directory) is { IsIdle: true })
        {
            await DisposeAsync();
            return (loads, null);
        }

        string? problem = null;
        foreach (CellSystemClient client in _clients.ToArray())
        {
            problem ??= await ReadAsync(client, loads, cancellationToken);
        }

        for (int attempt = 0; attempt < MostAttempts && loads.Count < Replicas && problem is null; attempt++)
        {
            CellSystemClient client = CellSystemClient.ForSocket(Directory.SocketPath, new CellChannelOptions { IsTool = true });
            _clients.Add(client);
            problem = await ReadAsync(client, loads, cancellationToken);
        }

        return (loads, problem);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (CellSystemClient client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    /// <summary>Asks one process; lets go of the connection where it is of no use. Gives what is wrong.</summary>
    private async Task<string?> ReadAsync(CellSystemClient client, SortedDictionary<int, CellLoad> loads, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Timeout);
        string? problem = null;
        try
        {
            CellLoad load = await client.LoadAsync(patience.Token);
            if (loads.TryAdd(load.ProcessId, load))
            {
                return null;
            }
        }
        catch (CellException e) when (e.Status == CellStatus.Unimplemented)
        {
            problem = "was built with a version of Cells that does not count its calls: rebuild and restart it";
        }
        catch (CellException e)
        {
            problem = $"does not answer: {e.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = "does not answer";
        }

        _clients.Remove(client);
        await client.DisposeAsync();
        return problem;
    }
}
