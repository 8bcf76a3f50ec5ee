using System.Diagnostics;
using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Telemetry;

/// <summary>What is in a payload is nobody's business but the handler's and its caller's.</summary>
[Collection(TelemetryCollection.Name)]
public class PayloadSecrecyTests
{
    private const string Secret = "4929-1123-5813-2134";

    [Theory]
    [InlineData("result")]
    [InlineData("error")]
    [InlineData("unreadable")]
    [InlineData("cut")]
    public async Task Nothing_of_a_payload_is_in_spans_measurements_or_logs(string way)
    {
        using RecordedSpans spans = new();
        using RecordedMeasurements measurements = new();
        RecordingLog clientLog = new();
        await using TestServer server = new(dispatcher: new ScriptedCell((call, text) =>
        {
            call.Context.SetResponseMetadata("card", Secret);
            switch (way)
            {
                case "error":
                    throw new CellException(CellStatus.InvalidArgument, $"{text} is no card");
                case "cut":
                    call.Connection.Abort(new EndOfStreamException("cut"));
                    break;
                default:
                    break;
            }

            return new(text);
        }));
        await using ScriptedClient client = ScriptedClient.Of(server, new CellChannelOptions { Logger = clientLog })
            .With(new CallOptions { Metadata = new Dictionary<string, string> { ["card"] = Secret } });

        if (way == "unreadable")
        {
            await using EchoClient other = server.CreateClient();
            await Assert.ThrowsAsync<CellException>(async () => await other.AddAsync(0x34393239, 0x31313233));
        }
        else if (way == "result")
        {
            Assert.Equal(Secret, await client.RunAsync(Secret));
        }
        else
        {
            await Assert.ThrowsAsync<CellException>(async () => await client.RunAsync(Secret));
        }

        Assert.Contains(await spans.WaitAsync(2), static span => span.Kind == ActivityKind.Server);
        IEnumerable<string?> told = spans.Ended.SelectMany(static span => span.TagObjects.Concat(span.Events.SelectMany(static happened => happened.Tags)))
            .Concat(measurements.Of("rpc.client.call.duration").Concat(measurements.Of("rpc.server.call.duration")).SelectMany(static measured => measured.Tags))
            .Select(static tag => tag.Value?.ToString())
            .Concat(spans.Ended.SelectMany(static span => new[] { span.DisplayName, span.StatusDescription }))
            .Concat(server.Log.Entries.Concat(clientLog.Entries).Select(static entry => $"{entry.Message} {entry.Error}"));
        Assert.DoesNotContain(told, static text => text is not null && (text.Contains(Secret, StringComparison.Ordinal) || text.Contains("4929", StringComparison.Ordinal)));
    }
}
