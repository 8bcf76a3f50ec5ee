using System.Diagnostics;
using System.Globalization;
using Cells.Control;
using Cells.Directories;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Sandboxing;

/// <summary>A cell in a sandbox of bubblewrap's that calls a dependency, each kept by a nucleus of its own: as this user, in user namespaces, and where this user is root also as another.</summary>
public sealed class SandboxedCellTests
{
    private const string Other = "1234";

    /// <summary>As whom both cells run: what stands before their programs on the command line.</summary>
    public static TheoryData<string> Users
    {
        get
        {
            TheoryData<string> users = new("", "unshare --user --map-root-user --");
            if (Environment.IsPrivilegedProcess)
            {
                users.Add($"setpriv --reuid={Other} --regid={Other} --clear-groups --");
            }

            return users;
        }
    }

    [Theory]
    [MemberData(nameof(Users))]
    public async Task Cell_in_a_sandbox_calls_its_dependency_also_after_that_was_replaced_and_sees_nothing_else_of_it(string user)
    {
        using TemporaryCell asker = new("[cell]\nname = \"asker\"\n[deps]\ndepot = \"../depot\"\n[sandbox]\nenabled = true\n");
        CellDirectory depot = AddDepot(asker, user);
        await using NucleusProcess depotNucleus = await NucleusProcess.StartAsync(depot, user);
        await using NucleusProcess askerNucleus = await NucleusProcess.StartAsync(asker.Directory, user);
        OperationReport first = await depotNucleus.Control.StartAsync(KeptCell.Order());
        // The sandbox shows the directory of the program that comes first on the command line.
        BuildReference sandboxed = new("asker", KeptCell.Dotnet, [typeof(Asker).Assembly.Location, "asker"]);
        OperationReport started = await askerNucleus.Control.StartAsync(KeptCell.Order(sandboxed));
        Assert.True(started.Outcome == OperationOutcome.Done, $"{started.Message}: {string.Join('\n', started.Output ?? [])}");

        Assert.Equal($"{first.ProcessId} {bool.FalseString}", await AskAsync(user, asker.Directory, depot.ManifestPath));
        OperationReport second = await depotNucleus.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));
        Assert.Equal($"{second.ProcessId} {bool.FalseString}", await AskAsync(user, asker.Directory, depot.RunPath + "/nucleus.sock"));
        await depotNucleus.StopAsync();
        await using NucleusProcess again = await NucleusProcess.StartAsync(depot, user);
        OperationReport third = await again.Control.StartAsync(KeptCell.Order());
        Assert.Equal($"{third.ProcessId} {bool.FalseString}", await AskAsync(user, asker.Directory, depot.ManifestPath));

        await askerNucleus.StopAsync();
        await again.StopAsync();
    }

    private static CellDirectory AddDepot(TemporaryCell asker, string user)
    {
        CellDirectory depot = CellDirectory.At(Path.Combine(asker.Root, "depot"));
        Directory.CreateDirectory(depot.Path);
        File.WriteAllText(depot.ManifestPath, "[cell]\nname = \"depot\"\n");
        if (user.Contains(Other, StringComparison.Ordinal))
        {
            using Process change = Process.Start("chown", ["-R", string.Create(CultureInfo.InvariantCulture, $"{Other}:{Other}"), asker.Root]);
            change.WaitForExit();
        }

        return depot;
    }

    /// <summary>What the cell answers to the user that it runs as: a sandbox of another than root knows nobody else.</summary>
    private static async Task<string> AskAsync(string user, CellDirectory asker, string hidden)
    {
        string[] command = [.. user.Split(' ', StringSplitOptions.RemoveEmptyEntries), KeptCell.Dotnet, typeof(Asker).Assembly.Location, "ask", asker.Path, hidden];
        ProgramRun run = await Programs.RunAsync(new ProcessStartInfo(command[0], command[1..]));
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        return run.Output.Trim();
    }
}
