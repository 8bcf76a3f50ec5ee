using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

/// <summary>What of a server's exception its callers see.</summary>
public class DetailTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stack_trace_crosses_only_from_a_server_that_exposes_it(bool exposes)
    {
        await using TestServer server = new(dispatcher: new ScriptedCell(static (_, _) => throw new FormatException("a secret")), exposesDetail: exposes);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(CellStatus.Internal, error.Status);
        Assert.DoesNotContain("a secret", error.Message, StringComparison.Ordinal);
        Assert.Equal(exposes, error.RemoteDetail?.Contains("FormatException: a secret", StringComparison.Ordinal) == true);
        Assert.Equal(exposes, error.RemoteDetail?.Contains(nameof(Stack_trace_crosses_only_from_a_server_that_exposes_it), StringComparison.Ordinal) == true);
        Assert.Equal(exposes, error.ToString().Contains("a secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stack_trace_that_is_long_is_cut()
    {
        await using TestServer server = new(
            dispatcher: new ScriptedCell(static (_, _) => throw new FormatException(new string('x', 100_000))), exposesDetail: true);
        await using ScriptedClient client = ScriptedClient.Of(server);

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Equal(16 * 1024 + 3, error.RemoteDetail?.Length);
    }

    [Fact]
    public async Task Detail_of_a_cell_further_down_stops_at_one_that_exposes_none()
    {
        ScriptedClient? next = null;
        await using TestServer last = new(dispatcher: new ScriptedCell(static (_, _) => throw new FormatException("a secret")), exposesDetail: true);
        await using TestServer first = new(dispatcher: new ScriptedCell((_, text) => next!.RunAsync(text)));
        await using ScriptedClient toLast = ScriptedClient.Of(last);
        await using ScriptedClient client = ScriptedClient.Of(first);
        next = toLast;

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync("x"));

        Assert.Null(error.RemoteDetail);
        Assert.Equal(["Test.Echo#0: Internal", "Test.Echo#0: Internal"], error.Chain);
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Host_exposes_it_in_development_only(string environment, bool exposes)
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        using CellProcess process = await CellProcess.StartServingAsync(directory.Path, environment);
        await using EchoClient client = new(CellChannel.ForDirectory(directory.Path, EchoCell.TestContract, EchoClient.ReadError));

        CellException error = await Assert.ThrowsAsync<CellException>(async () => await client.FailAsync("secret"));

        Assert.Equal(exposes, error.RemoteDetail?.Contains("a secret of the server", StringComparison.Ordinal) == true);
    }
}
