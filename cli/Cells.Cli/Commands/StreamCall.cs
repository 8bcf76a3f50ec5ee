using System.Buffers;
using System.Text.Json;
using Cells.Binding;
using Cells.Cli.CommandLine;
using Cells.Cli.Output;
using Cells.Connections;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Cli.Commands;

/// <summary>A call with streams, or a subscription, from a command line: what it takes are lines of stdin, what it gives are lines of stdout, each one JSON document.</summary>
internal sealed class StreamCall(UntypedCellClient client, JsonWireBinder binder, CallSchema call, int index, ToolOutput output)
{
    /// <summary>Whether <paramref name="call"/> goes on giving something.</summary>
    public static bool IsListed(CallSchema call) => call.Kind is CallKind.ServerStream or CallKind.Duplex or CallKind.Event;

    /// <summary>Sends the lines of stdin and awaits the encoded result.</summary>
    /// <exception cref="ToolFailure">A line is no item.</exception>
    public Task<byte[]> SendAsync(byte[] request, TimeSpan? deadline, CancellationToken cancellationToken)
        => client.SendStreamAsync(index, call.Name, request, ReadItemsAsync(), deadline, cancellationToken);

    /// <summary>Prints items or events until there are no more, or <paramref name="most"/> have come.</summary>
    /// <exception cref="ToolFailure">A line of stdin is no item.</exception>
    /// <exception cref="CellFormatException">The cell sent what is no item.</exception>
    public async Task PrintAsync(byte[] request, TimeSpan? deadline, int? most, CancellationToken cancellationToken)
    {
        IAsyncEnumerable<byte[]> items = call.Kind == CallKind.Event
            ? client.SubscribeAsync(index, call.Name, new EventOptions { Missed = Tell }, cancellationToken)
            : client.StreamAsync(index, call.Name, request, call.Kind == CallKind.Duplex ? ReadItemsAsync() : null, deadline, cancellationToken);
        int printed = 0;
        await foreach (byte[] item in items)
        {
            ReadOnlySequence<byte> bytes = new(item);
            output.WriteData(call.Kind == CallKind.Event ? binder.ReadArguments(call, bytes) : binder.ReadValue(call.Result!, bytes));
            if (++printed == most)
            {
                return;
            }
        }
    }

    private void Tell(EventGap gap)
        => output.WriteProse(gap.Count is { } count ? $"{count} events were missed" : "events may have been missed: the connection was lost, and made again");

    private async IAsyncEnumerable<byte[]> ReadItemsAsync()
    {
        ParameterSchema items = call.Parameters.First(static parameter => parameter.IsStream);
        int number = 0;
        while (await output.In.ReadLineAsync() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Bind(items, line, number);
            }
        }
    }

    private byte[] Bind(ParameterSchema items, string line, int number)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonWireBinder.WriterOptions.MaxDepth });
            ArrayBufferWriter<byte> item = new();
            WireWriter writer = new(item);
            binder.WriteValue(items.Type, document.RootElement, ref writer);
            writer.Flush();
            return item.WrittenSpan.ToArray();
        }
        catch (Exception e) when (e is JsonException or JsonBindingException)
        {
            throw new ToolFailure(ExitCode.Usage, $"Line {number} of the input is no item of {call.Name}({items.Name}): {e.Message}", e);
        }
    }
}
