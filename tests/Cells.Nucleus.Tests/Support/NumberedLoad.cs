using System.Collections.Concurrent;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Support;

/// <summary>Callers that number their calls, by turns idempotent and not, and remember what they were told of each.</summary>
internal sealed class NumberedLoad : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, ToldCall> _told = new();
    private readonly string _journals;
    private readonly WorkerClient[] _clients;
    private readonly Func<CellException, bool> _ends;
    private readonly Func<WorkerClient, string, int, ValueTask<int>> _call;
    private int _last;
    private volatile bool _isOver;

    /// <summary>Starts callers of the cell in <paramref name="directory"/>.</summary>
    /// <param name="directory">The cell's directory.</param>
    /// <param name="journals">Where the cell's processes write down what they execute.</param>
    /// <param name="callers">How many call at once, each over a connection of its own.</param>
    /// <param name="ends">Which failures end their caller; none unless given.</param>
    /// <param name="call">Makes a call, for the journals, with its number; by turns idempotent and not unless given.</param>
    public NumberedLoad(
        CellDirectory directory, string journals, int callers, Func<CellException, bool>? ends = null, Func<WorkerClient, string, int, ValueTask<int>>? call = null)
    {
        _ends = ends ?? (static _ => false);
        _call = call ?? (static (client, journals, number) => number % 2 == 0 ? client.RepeatAsync(journals, number) : client.OnceAsync(journals, number));
        _journals = Directory.CreateDirectory(journals).FullName;
        _clients = [.. Enumerable.Range(0, callers).Select(_ => new WorkerClient(CellChannel.ForDirectory(directory.Path, WorkerContract.Contract, CellSystemClient.NoErrors)))];
        Ended = Task.WhenAll(_clients.Select(CallAsync)).ContinueWith(static calling => calling.Result.OfType<CellException>().ToArray(), TaskScheduler.Default);
    }

    /// <summary>Ends with the last caller, and says by which failures callers were ended.</summary>
    public Task<CellException[]> Ended { get; }

    /// <summary>How many calls have been answered.</summary>
    public int Answers => _told.Values.Count(static told => told.Process is not null);

    /// <summary>How many calls a process has answered.</summary>
    public int CountAnswers(int process) => _told.Values.Count(told => told.Process == process);

    /// <summary>Ends the calling.</summary>
    /// <returns>What the callers were told of each call, by its number.</returns>
    public async Task<IReadOnlyDictionary<int, ToldCall>> StopAsync()
    {
        _isOver = true;
        await Ended;
        return _told;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (WorkerClient client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<CellException?> CallAsync(WorkerClient client)
    {
        while (!_isOver)
        {
            int number = Interlocked.Increment(ref _last);
            try
            {
                _told[number] = new ToldCall(CallOutcome.Executed, await _call(client, _journals, number));
            }
            catch (CellException e)
            {
                _told[number] = new ToldCall(e.Outcome, Process: null);
                if (_ends(e))
                {
                    return e;
                }

                // Nobody serves: not to keep a processor busy with asking.
                await Task.Delay(5);
            }
        }

        return null;
    }
}

/// <summary>What a caller was told of its call.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Process">The process that answered; null when it failed.</param>
internal sealed record ToldCall(CallOutcome Outcome, int? Process);
