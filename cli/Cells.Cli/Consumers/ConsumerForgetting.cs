using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Schema;
using CallFailure = Cells.Cli.Instances.CallFailure;

namespace Cells.Cli.Consumers;

/// <summary>Makes a cell forget a consumer: its files, and the memory of its process, which would write them again.</summary>
internal static class ConsumerForgetting
{
    /// <summary>Forgets <paramref name="name"/>.</summary>
    /// <returns>How many schemas nobody needs any more and were removed.</returns>
    /// <exception cref="ToolFailure">It is connected, or not known, or its files cannot be removed, or the cell runs and does not answer.</exception>
    public static async Task<int> ForgetAsync(CellNode cell, string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!ConsumerRecord.IsLegalName(name))
        {
            throw new ToolFailure(ExitCode.Usage, $"'{name}' is no cell's name: 1 to 64 letters, digits, '_', '-' and '.', the first a letter or digit.");
        }

        bool wasKnown = CellState.IsRunning(cell.Directory) && await ForgetLiveAsync(cell, name, timeout, cancellationToken);
        ConsumerDirectory files = ConsumerDirectory.Of(cell.Directory);
        try
        {
            wasKnown |= files.Forget(name);
            return wasKnown ? files.PruneSchemas() : throw Unknown(cell, name, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolFailure(ExitCode.No, $"'{name}' cannot be removed from {ConsumerPaths.Records(cell.Directory.Path)}: {e.Message}", e);
        }
    }

    private static async Task<bool> ForgetLiveAsync(CellNode cell, string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        await using CellSystemClient system = CellSystemClient.ForDirectory(cell.Directory, new CellChannelOptions { IsTool = true });
        try
        {
            return await system.ForgetConsumerAsync(name, deadline.Token);
        }
        catch (CellException e) when (e.Status == CellStatus.Unimplemented)
        {
            // Built before cells remembered anyone: it will not write anything back.
            return false;
        }
        catch (CellException e) when (e.Status == CellStatus.FailedPrecondition)
        {
            throw new ToolFailure(ExitCode.No, $"{cell.Name} does not forget {name}: {e.Message}.", e) { Facts = new JsonObject { ["cell"] = cell.Name, ["consumer"] = name } };
        }
        catch (CellException e)
        {
            throw CallFailure.Of(e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ToolFailure(
                ExitCode.Timeout, $"{cell.Name} runs and did not answer within {Duration.Format(timeout)}, and would write down what it knows again: stop it first, with `cells stop {Output.DisplayPath.Of(cell.Directory.Path)}`.");
        }
    }

    private static ToolFailure Unknown(CellNode cell, string name, ConsumerDirectory files)
    {
        string[] known = [.. files.ReadRecorded().Select(static file => file.Name).Concat(files.ReadMet().Select(static file => file.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new ToolFailure(ExitCode.NotFound, $"{cell.Name} knows no consumer '{name}'; it knows: {(known.Length == 0 ? "none" : string.Join(", ", known))}.");
    }
}
