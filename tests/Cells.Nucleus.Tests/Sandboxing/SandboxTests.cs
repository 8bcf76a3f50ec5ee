using System.Diagnostics;
using Cells.Directories;
using Cells.Nucleus.Launching;
using Cells.Nucleus.Sandboxing;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Sandboxing;

/// <summary>Sandboxes that bubblewrap makes, as this user, in a user namespace of root's, and where this user is root also as nobody.</summary>
public sealed class SandboxTests : IDisposable
{
    private const string Manifest = """
        [deps]
        depot = "../depot"
        [sandbox]
        enabled = true
        """;

    private readonly TemporaryCell _cell = new(Manifest);

    public void Dispose() => _cell.Dispose();

    /// <summary>How the sandbox is made: what stands before bubblewrap on the command line.</summary>
    public static TheoryData<string> Users
    {
        get
        {
            TheoryData<string> users = new("", "unshare --user --map-root-user --");
            if (Environment.IsPrivilegedProcess)
            {
                users.Add("setpriv --reuid=65534 --regid=65534 --clear-groups --");
            }

            return users;
        }
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Process_writes_into_its_own_directory_and_nowhere_else(string user)
    {
        string outside = Path.Combine(_cell.Root, "outside");
        ProgramRun run = await RunAsync(user, $"""
            echo mine > own && echo "own: written"
            echo "$PWD"
            (echo x > /usr/x) 2>/dev/null || echo "usr: refused"
            (echo x > /etc/x) 2>/dev/null || echo "etc: refused"
            echo x > /tmp/x && echo "tmp: written"
            [ -e "{outside}" ] || echo "outside: not seen"
            [ -e /root ] || [ -e /home ] || echo "homes: not seen"
            """);

        Assert.Equal("", run.Errors);
        Assert.Equal(
            ["own: written", _cell.Directory.Path, "usr: refused", "etc: refused", "tmp: written", "outside: not seen", "homes: not seen"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("mine\n", await File.ReadAllTextAsync(Path.Combine(_cell.Directory.Path, "own")));
        Assert.False(File.Exists("/tmp/x"));
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Process_has_no_capability_and_no_network(string user)
    {
        ProgramRun run = await RunAsync(user, """
            grep CapEff /proc/self/status
            tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '
            """);

        Assert.Equal(["CapEff:\t0000000000000000", "lo"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Network_is_that_of_the_machine_where_it_is_asked_for()
    {
        await File.AppendAllTextAsync(_cell.Directory.ManifestPath, "\nnetwork = true\n");

        ProgramRun run = await RunAsync("", "readlink /proc/self/ns/net; cat /etc/resolv.conf");

        Assert.Equal(new FileInfo("/proc/self/ns/net").LinkTarget, run.Output.Split('\n')[0]);
        Assert.EndsWith(await File.ReadAllTextAsync("/etc/resolv.conf"), run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Public_directories_of_dependencies_are_seen_read_only_and_as_they_change(string user)
    {
        CellDirectory depot = AddDepot();
        string ready = Path.Combine(_cell.Directory.Path, "ready");
        Task<ProgramRun> running = RunAsync(user, $"""
            echo ready > ready
            while [ ! -e "{depot.SocketPath}" ]; do sleep 0.02; done
            cat "{depot.SocketPath}"
            (echo x > "{depot.SocketPath}") 2>/dev/null || echo "refused"
            [ -e "{depot.ManifestPath}" ] || echo "nothing else"
            ls -A "{depot.RunPath}"
            """);
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (!File.Exists(ready))
        {
            await Task.Delay(5, limit.Token);
        }

        // Bound under another name and renamed, as a cell's socket is that starts after this process.
        string temporary = depot.SocketPath + ".new";
        await File.WriteAllTextAsync(temporary, "from the depot\n");
        MakeEveryones(temporary);
        File.Move(temporary, depot.SocketPath);
        ProgramRun run = await running;

        Assert.Equal(["from the depot", "refused", "nothing else", "public"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Descriptors_are_inherited_and_the_process_is_in_the_session_of_its_starter()
    {
        ProcessLaunch launch = Apply("cat <&9; cut -d' ' -f6 /proc/self/stat");
        string file = Path.Combine(_cell.Root, "inherited");
        await File.WriteAllTextAsync(file, "through the descriptor\n");

        ProgramRun run = await Programs.RunAsync(launch with
        {
            FileName = "/bin/bash",
            Arguments = ["-c", "exec 9<\"$0\"; exec \"$@\"", file, launch.FileName, .. launch.Arguments],
        });

        string session = (await File.ReadAllTextAsync("/proc/self/stat")).Split(' ')[5];
        Assert.Equal(["through the descriptor", session], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Program_of_the_path_is_found_and_its_exit_code_passed_on()
    {
        Directory.CreateDirectory(Path.Combine(_cell.Root, "tools"));
        string program = Path.Combine(_cell.Root, "tools", "seven");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nexit 7\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ProcessLaunch launch = Programs.Shell("", _cell.Directory.Path) with { FileName = "seven", Arguments = [] };
        launch = launch with { Environment = new Dictionary<string, string>(launch.Environment) { ["PATH"] = $"{Path.GetDirectoryName(program)}:/usr/bin" } };

        ProgramRun run = await Programs.RunAsync(new Sandbox(Bubblewrap.OfMachine, new SandboxView("/")).Apply(launch, _cell.Context));

        Assert.Equal((7, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task Dotnet_runs_in_a_sandbox()
    {
        ProcessLaunch launch = Programs.Shell("", _cell.Directory.Path) with
        {
            FileName = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            Arguments = ["--list-runtimes"],
        };

        ProgramRun run = await Programs.RunAsync(new Sandbox(Bubblewrap.OfMachine, new SandboxView("/")).Apply(launch, _cell.Context));

        Assert.Contains($"Microsoft.NETCore.App {Environment.Version}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_without_a_sandbox_starts_as_it_is()
    {
        using TemporaryCell cell = new();
        ProcessLaunch launch = Programs.Shell("true", "/");

        // Nor is bubblewrap looked for.
        Assert.Same(launch, new Sandbox(new Bubblewrap(""), new SandboxView("/")).Apply(launch, cell.Context));
    }

    [Fact]
    public void Missing_bubblewrap_is_an_error_with_both_ways_out()
    {
        CellException error = Assert.Throws<CellException>(() => Apply("true", new Bubblewrap(_cell.Root)));

        Assert.Equal(CellStatus.FailedPrecondition, error.Status);
        Assert.StartsWith($"{_cell.Directory.ManifestPath}: [sandbox] enabled = true, and no sandbox can be made: bubblewrap is not installed", error.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install bubblewrap", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("[sandbox] enabled = false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_user_namespaces_are_an_error_that_names_the_settings()
    {
        string program = Path.Combine(_cell.Root, Bubblewrap.ProgramName);
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        CellException error = Assert.Throws<CellException>(() => Apply("true", new Bubblewrap(_cell.Root)));

        Assert.Contains($"the system refuses {program} a user namespace (bwrap: No permissions to create new namespace)", error.Message, StringComparison.Ordinal);
        Assert.Contains("sysctl -w user.max_user_namespaces", error.Message, StringComparison.Ordinal);
    }

    private CellDirectory AddDepot()
    {
        CellDirectory depot = CellDirectory.At(Path.Combine(_cell.Root, "depot"));
        Directory.CreateDirectory(depot.Path);
        File.WriteAllText(depot.ManifestPath, "[cell]\n");
        depot.CreateRunDirectory();
        return depot;
    }

    private ProcessLaunch Apply(string script, Bubblewrap? bubblewrap = null)
        => new Sandbox(bubblewrap ?? Bubblewrap.OfMachine, new SandboxView("/")).Apply(Programs.Shell(script, _cell.Directory.Path), _cell.Context);

    private async Task<ProgramRun> RunAsync(string user, string script)
    {
        ProcessLaunch launch = Apply(script);
        if (user.Length > 0)
        {
            string[] words = user.Split(' ');
            launch = launch with { FileName = words[0], Arguments = [.. words[1..], launch.FileName, .. launch.Arguments] };
        }

        MakeEveryones(_cell.Root);
        return await Programs.RunAsync(launch);
    }

    /// <summary>Gives what is there to the user that a process of these tests runs as.</summary>
    private static void MakeEveryones(string path)
    {
        using Process change = Process.Start("chmod", ["-R", "a+rwX", path]);
        change.WaitForExit();
    }
}
