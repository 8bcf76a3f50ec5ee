using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Directories;

public class CellStateTests
{
    private static readonly CellState State = new()
    {
        ProcessId = 4711,
        StartTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        StartedBy = "cells run",
        Name = "catalog \"1\"",
        Version = "1.2.3",
        Contract = "Shop.Catalog",
        Fingerprint = new string('f', 64),
        Binary = "/opt/catalog",
    };

    [Fact]
    public void Write_then_read_gives_the_same_facts()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        State.Write(cell);
        Assert.Equal(State, Comparable(CellState.Read(cell), State.Processes));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(cell.StatePath));
    }

    [Fact]
    public void Write_of_a_nucleus_then_read_gives_the_same_facts()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        KeptProcessState[] processes =
        [
            new(3, 4711, 987654321, 0, "0123456789abcdef", IsDraining: false, State.StartTime),
            new(2, 4700, 987654000, 1, "fedcba9876543210", IsDraining: true, State.StartTime.AddMinutes(-1)),
        ];
        CellState state = State with { Condition = "running", NucleusId = 4600, Failure = "exit code 3", Build = "0123456789abcdef", Processes = processes };
        state.Write(cell);
        Assert.Equal(state, Comparable(CellState.Read(cell), processes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"format": 99, "processId": 1, "startTime": "2026-01-02T03:04:05Z"}""")]
    [InlineData("""{"format": 1, "processId": "x", "startTime": "2026-01-02T03:04:05Z"}""")]
    public void Read_what_is_no_state_gives_nothing(string text)
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        File.WriteAllText(cell.StatePath, text);
        Assert.Null(CellState.Read(cell));
    }

    [Fact]
    public void Write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using TemporaryDirectory directory = new();
        CellDirectory cell = CellDirectory.At(directory.Path);
        cell.CreateRunDirectory();
        Directory.CreateDirectory(cell.StatePath);
        Assert.ThrowsAny<Exception>(() => State.Write(cell));
        Assert.Equal(["public", "state.json"], Directory.GetFileSystemEntries(cell.RunPath).Select(Path.GetFileName).Order());
    }

    // A record's lists are equal only when they are one.
    private static CellState Comparable(CellState? read, IReadOnlyList<KeptProcessState> processes)
    {
        Assert.Equal(processes, read!.Processes);
        return read with { Processes = processes };
    }
}
