using System.Net.Sockets;
using Cells.Directories;
using Cells.Nucleus.Processes;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Processes;

/// <summary>Processes that a nucleus left, and others that have their numbers by now.</summary>
public sealed class OrphansTests : IDisposable
{
    private const int Number = 3;

    private readonly TemporaryCell _cell = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public OrphansTests() => _cell.Directory.CreateRunDirectory();

    private string LockPath => _cell.Directory.ProcessLockPath(Number);

    public void Dispose()
    {
        _listener.Dispose();
        _cell.Dispose();
    }

    [Fact]
    public async Task Directory_without_orphans_is_free_at_once_and_their_locks_are_removed()
    {
        await File.WriteAllTextAsync(LockPath, "");

        Orphans orphans = Orphans.Find(_cell.Directory);

        Assert.False(File.Exists(LockPath));
        Assert.Equal(0, await orphans.WaitAsync(TimeSpan.Zero, TimeProvider.System, default));
    }

    [Fact]
    public async Task Orphan_that_ends_by_itself_is_waited_for()
    {
        CellLock held = (await CellLock.TryAcquireAsync(LockPath, default))!;
        Task<int> waiting = Orphans.Find(_cell.Directory).WaitAsync(TimeSpan.FromHours(1), TimeProvider.System, default);
        Assert.False(waiting.IsCompleted);

        held.Dispose();

        Assert.Equal(0, await waiting.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.False(File.Exists(LockPath));
    }

    [Fact]
    public async Task Orphan_that_does_not_end_is_ended_with_its_group()
    {
        ChildProcess orphan = await StartHolderAsync();
        WriteState(orphan.Id, orphan.Start!.Value.Ticks);

        int killed = await Orphans.Find(_cell.Directory).WaitAsync(TimeSpan.Zero, TimeProvider.System, default);

        Assert.Equal(1, killed);
        Assert.Equal(9, (await orphan.Exited).Signal);
        Assert.False(File.Exists(LockPath));
    }

    [Fact]
    public async Task Process_that_has_an_orphans_number_by_now_is_left_alone()
    {
        ChildProcess innocent = ChildProcess.Run(Programs.Shell("exec sleep 1000", "/"), _listener.SafeHandle);
        using (innocent.Output)
        using (innocent.Error)
        {
            // Whoever holds the lock is not the one that the state names: that one's number was given again.
            CellLock held = (await CellLock.TryAcquireAsync(LockPath, default))!;
            WriteState(innocent.Id, innocent.Start!.Value.Ticks - 1);
            Orphans orphans = Orphans.Find(_cell.Directory);
            using CancellationTokenSource stop = new();
            Task<int> waiting = orphans.WaitAsync(TimeSpan.Zero, TimeProvider.System, stop.Token);

            // Overdue from the first look on: several of them.
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(100)));
            held.Dispose();

            Assert.Equal(0, await waiting.WaitAsync(TimeSpan.FromMinutes(1)));
            Assert.NotNull(ProcessStart.Of(innocent.Id));
            innocent.Kill();
            await innocent.Exited;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"processId\":1,\"format\":1,\"startTime\":\"2026-01-31T10:00:00Z\",\"processes\":[{\"number\":3,\"processId\":1,\"startTicks\":\"x\"}, 7]}")]
    public async Task State_that_says_nothing_usable_ends_nobody(string state)
    {
        await File.WriteAllTextAsync(_cell.Directory.StatePath, state);
        CellLock held = (await CellLock.TryAcquireAsync(LockPath, default))!;
        Task<int> waiting = Orphans.Find(_cell.Directory).WaitAsync(TimeSpan.Zero, TimeProvider.System, default);

        held.Dispose();

        Assert.Equal(0, await waiting.WaitAsync(TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void State_is_read_as_it_was_written()
    {
        WriteState(4711, ulong.MaxValue);

        CellState state = CellState.Read(_cell.Directory)!;

        Assert.Equal(("running", 99), (state.Condition, state.NucleusId));
        Assert.Equal(
            new KeptProcessState(Number, 4711, ulong.MaxValue, 1, "0123456789abcdef", IsDraining: true, new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero)),
            Assert.Single(state.Processes));
    }

    /// <summary>A process that holds the lock as a cell's process does.</summary>
    private async Task<ChildProcess> StartHolderAsync()
    {
        ChildProcess process = ChildProcess.Run(Programs.Shell($"exec flock '{LockPath}' sleep 1000", "/"), _listener.SafeHandle);
        process.Output.Dispose();
        process.Error.Dispose();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!CellLock.IsHeld(LockPath))
        {
            await Task.Delay(5, limit.Token);
        }

        return process;
    }

    private void WriteState(int processId, ulong ticks) => new CellState
    {
        ProcessId = processId,
        StartTime = new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero),
        StartedBy = "nucleus",
        Name = "cell",
        Version = "1.0.0",
        Contract = "",
        Fingerprint = "",
        Binary = "",
        Condition = "running",
        NucleusId = 99,
        Processes = [new KeptProcessState(Number, processId, ticks, 1, "0123456789abcdef", IsDraining: true, new DateTimeOffset(2026, 1, 31, 10, 0, 0, TimeSpan.Zero))],
    }.Write(_cell.Directory);
}
