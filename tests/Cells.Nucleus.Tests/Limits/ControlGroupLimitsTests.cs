using System.Globalization;
using Cells.Nucleus.Launching;
using Cells.Nucleus.Limits;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Limits;

/// <summary>Control groups in a hierarchy of plain files, which has what the kernel would put there.</summary>
public sealed class ControlGroupLimitsTests : IDisposable
{
    private const int Nucleus = 4242;

    private const string Manifest = """
        [limits]
        memory = "64MiB"
        cpu = 0.5
        """;

    private readonly TemporaryCell _cell = new(Manifest);
    private readonly List<string> _log = [];
    private readonly string _hierarchy;

    public ControlGroupLimitsTests()
    {
        _hierarchy = Path.Combine(_cell.Root, "cgroup");
        File.WriteAllText(Membership, "12:pids:/else\n0::/user.slice/app.slice/own\n");
        AddGroup("", "cpu memory pids", "cpu memory pids");
        AddGroup("user.slice", "cpu memory pids", "cpu memory pids");
        AddGroup("user.slice/app.slice", "cpu memory pids", "");
        AddGroup("user.slice/app.slice/own", "cpu memory pids", "cpu memory");
    }

    private string Membership => Path.Combine(_cell.Root, "membership");

    private string Own => Path.Combine(_hierarchy, "user.slice/app.slice/own");

    private string GroupName => $"{ControlGroups.PrefixOf(_cell.Directory)}0-{Nucleus}-1";

    public void Dispose() => _cell.Dispose();

    [Fact]
    public async Task Process_joins_a_group_with_its_limits_before_it_is_the_program()
    {
        string group = PrepareGroup(Own);

        ProcessLaunch launch = Programs.Shell("echo \"$$ $PWD $1\"; exit 7", _cell.Directory.Path);
        ProgramRun run = await Programs.RunAsync(Apply(launch with { Arguments = [.. launch.Arguments, "sh", "a b"] }));

        Assert.Empty(_log);
        Assert.Equal("67108864", Read(group, "memory.max"));
        Assert.Equal("0", Read(group, "memory.swap.max"));
        Assert.Equal("1", Read(group, "memory.oom.group"));
        Assert.Equal("50000 100000", Read(group, "cpu.max"));
        Assert.Equal((7, ""), (run.ExitCode, run.Errors));
        // The process that joined is the program, with its own arguments.
        Assert.Equal($"{run.ProcessId} {_cell.Directory.Path} a b\n", run.Output);
        Assert.Equal($"{run.ProcessId}\n", Read(group, "cgroup.procs"));
    }

    [Fact]
    public void Controllers_are_passed_on_when_the_nucleus_is_alone_in_its_group()
    {
        AddGroup("user.slice/app.slice/own", "cpu memory pids", "");
        File.WriteAllText(Path.Combine(Own, "cgroup.procs"), $"{Nucleus}\n");
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(Own, "nucleus")).FullName, "cgroup.procs"), "");
        string group = PrepareGroup(Own);

        Apply(Programs.Shell("true", "/"));

        Assert.Empty(_log);
        Assert.Equal($"{Nucleus}", Read(Path.Combine(Own, "nucleus"), "cgroup.procs"));
        Assert.Equal("+memory +cpu", Read(Own, "cgroup.subtree_control"));
        Assert.Equal("67108864", Read(group, "memory.max"));
    }

    [Fact]
    public void Group_above_is_taken_when_the_own_one_is_shared_and_that_one_is_ours()
    {
        RefuseChildControllers();
        string above = Path.GetDirectoryName(Own)!;
        File.WriteAllText(Path.Combine(above, "cgroup.subtree_control"), "cpu memory");
        string group = PrepareGroup(above);

        Apply(Programs.Shell("true", "/"));

        Assert.Empty(_log);
        Assert.Equal("67108864", Read(group, "memory.max"));
    }

    [Fact]
    public void Groups_of_processes_that_ended_are_removed_and_others_stay()
    {
        string prefix = GroupName[..^"0-4242-1".Length];
        string ended = Directory.CreateDirectory(Path.Combine(Own, $"{prefix}0-17-3")).FullName;
        string living = Directory.CreateDirectory(Path.Combine(Own, $"{prefix}1-17-4")).FullName;
        File.WriteAllText(Path.Combine(living, "cgroup.procs"), "99");
        string foreign = Directory.CreateDirectory(Path.Combine(Own, "cell-0000000000000000-0-1-1")).FullName;
        PrepareGroup(Own);

        Apply(Programs.Shell("true", "/"));

        Assert.Equal((false, true, true), (Directory.Exists(ended), Directory.Exists(living), Directory.Exists(foreign)));
    }

    [Fact]
    public void Process_starts_without_a_group_where_none_is_delegated_and_the_log_says_so()
    {
        RefuseChildControllers();
        ProcessLaunch launch = Programs.Shell("true", "/");

        Assert.Same(launch, Apply(launch));

        Assert.Equal([$"replica 0: [limits] are kept by the .NET runtime alone, without a control group: {Own} is not delegated to this process with memory and cpu"], _log);
    }

    [Theory]
    [InlineData("5:memory:/x\n", "this machine has no cgroup v2 hierarchy")]
    [InlineData("0::/elsewhere\n", "the hierarchy is not mounted at")]
    [InlineData("0::/../../..\n", "is no cgroup v2 group")]
    public void Machine_without_the_hierarchy_limits_by_the_runtime_alone(string membership, string reason)
    {
        File.WriteAllText(Membership, membership);
        ProcessLaunch launch = Programs.Shell("true", "/");

        Assert.Same(launch, Apply(launch));

        Assert.Contains(reason, Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_that_cannot_join_runs_and_says_so()
    {
        string group = PrepareGroup(Own);
        File.Delete(Path.Combine(group, "cgroup.procs"));
        Directory.CreateDirectory(Path.Combine(group, "cgroup.procs"));

        ProgramRun run = await Programs.RunAsync(Apply(Programs.Shell("echo ran", "/")));

        Assert.Equal((0, "ran\n"), (run.ExitCode, run.Output));
        Assert.Contains("[cells] runs without its limits", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_without_limits_is_left_where_it_is()
    {
        using TemporaryCell cell = new();
        ProcessLaunch launch = Programs.Shell("true", "/");

        Assert.Same(launch, new ControlGroupLimits(ControlGroups.OfMachine, _log.Add).Apply(launch, cell.Context));
        Assert.Empty(_log);
    }

    private static string Read(string group, string file) => File.ReadAllText(Path.Combine(group, file));

    private ProcessLaunch Apply(ProcessLaunch launch)
        => new ControlGroupLimits(new ControlGroups(_hierarchy, Membership, Nucleus), _log.Add).Apply(launch, _cell.Context);

    /// <summary>As the kernel does for a group with processes of its own.</summary>
    private void RefuseChildControllers()
    {
        string file = Path.Combine(Own, "cgroup.subtree_control");
        File.Delete(file);
        Directory.CreateDirectory(file);
    }

    private void AddGroup(string path, string controllers, string childControllers)
    {
        string group = Directory.CreateDirectory(Path.Combine(_hierarchy, path)).FullName;
        File.WriteAllText(Path.Combine(group, "cgroup.controllers"), controllers);
        File.WriteAllText(Path.Combine(group, "cgroup.subtree_control"), childControllers);
        File.WriteAllText(Path.Combine(group, "cgroup.procs"), string.Create(CultureInfo.InvariantCulture, $"1\n{Nucleus}\n"));
    }

    /// <summary>The group of the first process, with the files that the kernel makes with it.</summary>
    private string PrepareGroup(string parent)
    {
        string group = Directory.CreateDirectory(Path.Combine(parent, GroupName)).FullName;
        foreach (string file in (string[])["memory.max", "memory.swap.max", "memory.oom.group", "cpu.max", "cgroup.procs"])
        {
            File.WriteAllText(Path.Combine(group, file), "");
        }

        return group;
    }
}
