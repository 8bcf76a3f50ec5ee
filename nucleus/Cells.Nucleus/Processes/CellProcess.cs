using System.Runtime.Versioning;
using Cells.Control;

namespace Cells.Nucleus.Processes;

/// <summary>One process of the cell, from its start to its end.</summary>
[SupportedOSPlatform("linux")]
internal sealed class CellProcess
{
    private readonly TaskCompletionSource<ProcessFacts> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChildProcess _child;
    private readonly TimeProvider _clock;
    private readonly OutputTail _tail;
    private readonly Task _output;
    private IProcessControl? _control;

    /// <summary>Takes over a process that was started with <paramref name="token"/>.</summary>
    public CellProcess(int number, int replica, BuildReference build, string token, ChildProcess child, Func<bool, ProcessOutput.LineSink> log, TimeProvider clock)
    {
        Number = number;
        Replica = replica;
        Build = build;
        Token = token;
        StartTime = clock.GetUtcNow();
        StartTimestamp = clock.GetTimestamp();
        _child = child;
        _clock = clock;
        _tail = new OutputTail();
        ProcessOutput output = new(child.Output, Tee(log(false)));
        ProcessOutput error = new(child.Error, Tee(log(true)));
        _output = Task.WhenAll(output.Ended, error.Ended);
        Exited = WaitForEndAsync(output, error);
    }

    /// <summary>Its number among all that this nucleus started.</summary>
    public int Number { get; }

    /// <summary>The replica that it is, from 0.</summary>
    public int Replica { get; }

    /// <summary>What it runs.</summary>
    public BuildReference Build { get; }

    /// <summary>What it proves with that it is this process.</summary>
    public string Token { get; }

    /// <summary>The process id.</summary>
    public int Id => _child.Id;

    /// <summary>When it began, as the system counts.</summary>
    public ProcessStart? Start => _child.Start;

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>When it was started, on the monotonic clock.</summary>
    public long StartTimestamp { get; }

    /// <summary>What it says of itself, once it is ready to accept.</summary>
    public Task<ProcessFacts> Ready => _ready.Task;

    /// <summary>How it ended, all that it wrote included.</summary>
    public Task<ExitStatus> Exited { get; }

    /// <summary>Whether it has been told to end.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>The last lines that it wrote.</summary>
    public string[] LastLines => _tail.Read();

    /// <summary>Whether it was ended because it did not answer any more.</summary>
    public bool IsHung { get; set; }

    /// <summary>The questions in a row that it has not answered.</summary>
    public int Missed { get; set; }

    /// <summary>A token that nobody can guess.</summary>
    public static string CreateToken() => Convert.ToHexStringLower(Native.GetRandomBytes(16));

    /// <summary>The process has dialled the control channel and is ready.</summary>
    /// <returns>Ends with the process.</returns>
    /// <exception cref="CellException"><see cref="CellStatus.AlreadyExists"/>: it has done so before.</exception>
    public async ValueTask AttachAsync(ProcessFacts facts, IProcessControl control, CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _control, control, null) is not null)
        {
            throw new CellException(CellStatus.AlreadyExists, $"process {Id} is attached already");
        }

        _ready.TrySetResult(facts);
        // Should the channel end first, the process drains and ends by itself.
        await ((Task)Exited).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Lets it accept.</summary>
    /// <exception cref="CellException">It is gone.</exception>
    public ValueTask AcceptAsync(CancellationToken cancellationToken) => Control.AcceptAsync(cancellationToken);

    /// <summary>Lets it accept no more.</summary>
    /// <exception cref="CellException">It is gone.</exception>
    public ValueTask<ProcessLoad> StopAcceptingAsync(CancellationToken cancellationToken) => Control.StopAcceptingAsync(cancellationToken);

    /// <summary>Asks which of its clients what has <paramref name="successor"/> would refuse.</summary>
    /// <exception cref="CellException">It is gone, or of a version of Cells that does not know.</exception>
    public ValueTask<ClientMisfit[]> FindMisfitsAsync(string successor, CancellationToken cancellationToken) => Control.FindMisfitsAsync(successor, cancellationToken);

    /// <summary>Asks what it has to do.</summary>
    /// <exception cref="CellException">It is gone.</exception>
    public ValueTask<ProcessLoad> ProbeAsync(CancellationToken cancellationToken) => Control.ProbeAsync(cancellationToken);

    /// <summary>Lets it end its calls and go, without waiting for that.</summary>
    public async Task DrainAsync(DrainOrder order)
    {
        IsEnding = true;
        if (Volatile.Read(ref _control) is not { } control)
        {
            // Nobody listens in there yet.
            _child.RequestEnd();
            return;
        }

        try
        {
            await control.DrainAsync(order, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CellException or OperationCanceledException)
        {
            // Gone already, or about to go for that reason.
            _child.RequestEnd();
        }
    }

    /// <summary>Waits until it has ended, and ends it, with all that it started, when <paramref name="timeout"/> is over.</summary>
    /// <returns>Whether it went by itself in time; one that took longer has cancelled its calls.</returns>
    public async Task<bool> EndAsync(TimeSpan timeout)
    {
        IsEnding = true;
        long start = _clock.GetTimestamp();
        try
        {
            await Exited.WaitAsync(timeout, _clock).ConfigureAwait(false);
            // It has the same time for its calls, and may be quicker to see that it is over than this timer.
            return _clock.GetElapsedTime(start) < timeout;
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited.ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Ends it, with all that it started, at once.</summary>
    public void Kill() => _child.Kill();

    private IProcessControl Control
        => Volatile.Read(ref _control) ?? throw new CellException(CellStatus.Unavailable, $"process {Id} is not ready yet") { Outcome = CallOutcome.NotExecuted };

    private ProcessOutput.LineSink Tee(ProcessOutput.LineSink log) => line =>
    {
        _tail.Add(line);
        log(line);
    };

    private async Task<ExitStatus> WaitForEndAsync(ProcessOutput output, ProcessOutput error)
    {
        ExitStatus status = await _child.Exited.ConfigureAwait(false);
        // What it left in its pipes is taken in; a child that left the group may hold them open.
        await _output.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        output.Dispose();
        error.Dispose();
        return status;
    }
}
