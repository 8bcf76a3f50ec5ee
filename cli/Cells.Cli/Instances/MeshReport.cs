using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Output;

namespace Cells.Cli.Instances;

/// <summary>Tells what became of several cells.</summary>
internal static class MeshReport
{
    /// <summary>What became of a cell: the beginning of its part of the document.</summary>
    public static JsonObject ToJson(CellNode cell, string outcome, ToolFailure? failure)
    {
        JsonObject document = new() { ["cell"] = cell.Name, ["directory"] = cell.Directory.Path, ["outcome"] = outcome };
        if (failure is not null)
        {
            document["error"] = ToolOutput.ToJson(failure);
        }

        return document;
    }

    /// <summary>Prints the end of a command.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="cells">What became of each cell, for the document.</param>
    /// <param name="failure">What is wrong; null for nothing.</param>
    /// <param name="summary">What to tell where nothing is.</param>
    /// <returns>The exit code.</returns>
    public static int Write(ToolOutput output, IEnumerable<JsonObject> cells, ToolFailure? failure, string summary)
    {
        if (output.IsJson)
        {
            JsonObject document = new() { ["cells"] = new JsonArray([.. cells]) };
            if (failure is not null)
            {
                document["error"] = ToolOutput.ToJson(failure);
            }

            output.WriteJson(document);
        }
        else if (failure is not null)
        {
            output.WriteFailure(failure);
        }
        else
        {
            output.WriteProse(summary);
        }

        return failure?.ExitCode ?? ExitCode.Ok;
    }
}
