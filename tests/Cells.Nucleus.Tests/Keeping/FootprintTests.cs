using Cells.Connections;
using Cells.Control;
using Cells.Hosting;
using Cells.Nucleus.Tests.Support;
using Cells.Nucleus.Tests.TestCells;

namespace Cells.Nucleus.Tests.Keeping;

/// <summary>What a nucleus loads stays in its memory for as long as the cell is there. docs/performance.md has the numbers.</summary>
public sealed class FootprintTests
{
    /// <summary>Beginnings of the names of files: what the tool or a cell needs, or would come in with a careless line.</summary>
    private static readonly string[] Unwanted =
    [
        "Cells.Cli", "System.CommandLine", "Spectre.Console",
        "libssl", "libcrypto", "System.Security.Cryptography", "System.Net.Http", "System.Net.Security",
        "System.Text.Json", "System.Text.RegularExpressions", "System.Linq.Expressions", "System.Collections.Immutable", "System.Reflection.Emit",
        "System.Console", "System.Diagnostics.Process", "System.Private.Xml", "System.Private.Uri",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.Logging.dll",
        "Microsoft.AspNetCore",
    ];

    [Fact]
    public async Task Nucleus_that_has_kept_a_cell_for_a_while_has_loaded_only_what_that_takes()
    {
        using TemporaryCell cell = new("[cell]\nname = \"worker\"\n");
        await using NucleusProcess nucleus = await NucleusProcess.StartAsync(cell.Directory);
        await nucleus.Control.StartAsync(KeptCell.Order(isIdle: true));
        await using (WorkerClient client = new(CellChannel.ForDirectory(cell.Directory.Path, WorkerContract.Contract, CellSystemClient.NoErrors)))
        {
            await client.ProcessAsync();
            OperationReport restarted = await nucleus.Control.RestartAsync(KeptCell.Order(KeptCell.Build("second")));
            Assert.Equal(OperationOutcome.Done, restarted.Outcome);
            KeptCell.Signal(restarted.ProcessId, "-KILL");
            await KeptCell.UntilAsync(() => nucleus.Control.Status() is { Condition: NucleusCondition.Running, Processes: [{ } process] } && process.ProcessId != restarted.ProcessId);
            await client.ProcessAsync();
        }

        CellSchemaAnswer answer = await CellSchemaQuery.AskAsync(cell.Directory.QuestionSocketPath, includeSchema: true, KeptCell.Patience);
        Assert.Equal(WorkerContract.Contract.Fingerprint, answer.Fingerprint);

        string[] loaded = [.. File.ReadLines($"/proc/{nucleus.Id}/maps").Select(static line => Path.GetFileName(line[(line.LastIndexOf(' ') + 1)..])).Distinct()];
        Assert.Contains("Cells.Nucleus.dll", loaded);
        Assert.DoesNotContain(loaded, static file => Array.Exists(Unwanted, unwanted => file.StartsWith(unwanted, StringComparison.Ordinal)));
        await nucleus.StopAsync();
    }
}
