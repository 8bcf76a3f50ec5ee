using System.CommandLine;
using Cells.Cli.CommandLine;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Schema;

namespace Cells.Cli.Commands.Schema;

/// <summary><c>cells schema show</c>: what a cell offers.</summary>
internal sealed class SchemaShowCommand : ToolCommand
{
    private readonly Argument<string> _source = new("source") { Description = "A cell's directory, its socket, or a schema file." };
    private readonly TimeoutOption _timeout = new("How long a running cell may take to answer.", TimeSpan.FromSeconds(5));

    public SchemaShowCommand(ToolTerminal terminal)
        : base(
            terminal,
            "show",
            "Prints a schema: a running cell's own, else the one that the last build exported. With --json, the document itself.",
            "cells schema show samples/storefront/catalog",
            "cells schema show pricing/.cells/catalog.schema.json",
            "cells schema show catalog/run/public/cell.sock --json")
    {
        Arguments.Add(_source.CompletesCells());
        Options.Add(_timeout);
    }

    public override JsonOutput Json { get; } = JsonOutput.Document("cell-schema.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        (CellSchema schema, string source) = await SchemaSource.FindAsync(parsed.GetRequiredValue(_source), _timeout.Of(parsed), cancellationToken);
        output.WriteProse($"from {source}");
        if (output.IsJson)
        {
            output.WriteData(SchemaDocument.Write(schema).TrimEnd('\n'));
            return ExitCode.Ok;
        }

        foreach (string line in SchemaText.Describe(schema))
        {
            output.WriteData(line);
        }

        return ExitCode.Ok;
    }
}
