using Cells.Runtime.Tests.Support;
using Cells.Schema;

namespace Cells.Connections;

public class MalformedArgumentTests
{
    private static readonly CellSchema Schema = new()
    {
        Contract = "Test.Echo",
        Name = "echo",
        Version = "1.0.0",
        Calls =
        [
            new CallSchema
            {
                Name = "Add",
                Kind = CallKind.Unary,
                Parameters =
                [
                    new ParameterSchema { Name = "left", Type = new PrimitiveReference(PrimitiveKind.Int32) },
                    new ParameterSchema { Name = "right", Type = new PrimitiveReference(PrimitiveKind.Int32) },
                ],
                Result = new PrimitiveReference(PrimitiveKind.Int32),
            },
        ],
    };

    [Theory]
    [InlineData("", "the arguments of Test.Echo.Add cannot be read: right: 4 bytes are needed, and 0 are left (at byte 4 of the payload)")]
    [InlineData("xx", "the arguments of Test.Echo.Add cannot be read: payload: 2 bytes follow the end of the value (at byte 8 of the payload)")]
    public async Task Arguments_that_cannot_be_read_are_refused_with_the_path_of_the_member(string text, string message)
    {
        await using TestServer server = new(contract: EchoCell.TestContract with { Schema = SchemaDocument.Write(Schema) });
        await using EchoClient client = server.CreateClient();

        CellException failure = await Assert.ThrowsAsync<CellException>(() => client.AddTextAsync(text).AsTask());

        Assert.Equal(CellStatus.InvalidArgument, failure.Status);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }
}
