using Cells.Cli.CommandLine;
using Cells.Cli.Tests.TestCells;
using Cells.Schema;

namespace Cells.Cli.Tests.Commands;

public sealed class SchemaShowCallbackTests
{
    [Fact]
    public async Task Callback_is_shown_with_its_interface_and_methods()
    {
        TypeReference flag = new PrimitiveReference(PrimitiveKind.Boolean);
        CellSchema schema = new()
        {
            Contract = "Shop.Imports",
            Name = "imports",
            Version = "1.0.0",
            Calls =
            [
                new CallSchema
                {
                    Name = "Run",
                    Kind = CallKind.Unary,
                    Parameters =
                    [
                        new ParameterSchema { Name = "progress", Type = flag, Callback = "Shop.IProgress" },
                        new ParameterSchema
                        {
                            Name = "second", Type = flag, Callback = "Shop.IProgress", IsOptionalCallback = true, Default = new DefaultValue(DefaultKind.Boolean, "false"),
                        },
                    ],
                },
            ],
            Callbacks =
            [
                new CallbackSchema
                {
                    Name = "Shop.IProgress",
                    Methods = [new CallSchema { Name = "Step", Kind = CallKind.Unary, Parameters = [new ParameterSchema { Name = "done", Type = new PrimitiveReference(PrimitiveKind.Int32) }], Result = flag }],
                },
            ],
        };
        using CellFolder folder = new();
        string file = Path.Combine(folder.Root, "imports.schema.json");
        await File.WriteAllTextAsync(file, SchemaDocument.Write(schema));

        ToolRun run = await CellFolder.RunAsync("schema", "show", file);

        Assert.Equal(ExitCode.Ok, run.ExitCode);
        Assert.Contains("  void Run(callback Shop.IProgress progress, callback Shop.IProgress? second)", run.Output, StringComparison.Ordinal);
        Assert.Contains("callback Shop.IProgress\n  Boolean Step(Int32 done)", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }
}
