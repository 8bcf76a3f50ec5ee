using System.IO.Pipelines;
using System.Text;
using Cells.Framing;
using Cells.Transports.SharedMemory;

namespace Cells.Connections;

/// <summary>The client's side of the handshake.</summary>
internal static class ClientHandshake
{
    /// <summary>Shakes hands to call a contract, and agrees on a plan when the server has another schema of it.</summary>
    /// <returns>The welcome, and the plan; null when both sides have one schema.</returns>
    /// <exception cref="CellException">The server refused, or its schema does not fit.</exception>
    /// <exception cref="CellProtocolException">The server's answer is none of this protocol.</exception>
    public static async ValueTask<(Welcome Welcome, ContractPlan? Plan)> ConnectAsync(
        IDuplexPipe transport, ChannelClient client, CancellationToken cancellationToken)
    {
        Welcome welcome = await GreetAsync(transport, client.Hello with { SharesMemory = SharedMemoryLane.IsPossible(transport, client.Options.Limits) }, cancellationToken).ConfigureAwait(false);
        if (welcome.WantsUsage)
        {
            ClientUsage usage = client.Options.Usage ?? throw new CellProtocolException("the server wants a record of what is used, and none was announced");
            await FrameExchange.SendAsync(transport.Output, FrameType.Usage, usage.Document, cancellationToken).ConfigureAwait(false);
        }

        if (welcome.Fingerprint == client.Contract.Fingerprint)
        {
            return (welcome, null);
        }

        try
        {
            return (welcome, await AgreeAsync(transport, client, welcome, cancellationToken).ConfigureAwait(false));
        }
        catch (CellException e) when (e.Status == CellStatus.Incompatible)
        {
            client.Schema.OnRefused(welcome);
            throw;
        }
    }

    /// <summary>Says hello and waits for the welcome.</summary>
    /// <exception cref="CellException">The server refused.</exception>
    /// <exception cref="CellProtocolException">The server's answer is none of this protocol.</exception>
    public static async ValueTask<Welcome> GreetAsync(IDuplexPipe transport, Hello hello, CancellationToken cancellationToken)
    {
        using (PayloadBuffer buffer = PayloadBuffer.Rent())
        {
            hello.Write(buffer);
            await FrameExchange.SendAsync(transport.Output, FrameType.Hello, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }

        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(
            transport.Input, Protocol.MaxHandshakeFrame, cancellationToken).ConfigureAwait(false);
        return header.Type switch
        {
            FrameType.Welcome => Welcome.Read(body),
            FrameType.Reject => throw Reject.Read(body).ToException(),
            _ => throw new CellProtocolException($"a {header.Type} frame came where the welcome was expected"),
        };
    }

    private static async ValueTask<ContractPlan> AgreeAsync(IDuplexPipe transport, ChannelClient client, Welcome welcome, CancellationToken cancellationToken)
    {
        CellContract contract = client.Contract;
        if (contract.Schema.Length == 0)
        {
            // A client of bytes: it has no schema of its own that another one could be planned to.
            throw Reject.Incompatible(client.Hello, welcome, []).ToException();
        }

        KnownSchema? known = ContractPlanner.Shared.Find(welcome.Fingerprint);
        Terms terms = new() { WantsDocument = known is null, UsedCalls = client.Options.UsedCalls };
        await SendTermsAsync(transport.Output, terms, cancellationToken).ConfigureAwait(false);
        if (welcome.WantsDocument)
        {
            byte[] own = Encoding.UTF8.GetBytes(contract.Schema);
            await FrameExchange.SendAsync(transport.Output, FrameType.Schema, own, cancellationToken).ConfigureAwait(false);
        }

        string? document = await ReceiveAgreementAsync(transport.Input, expectsDocument: known is null, cancellationToken).ConfigureAwait(false);
        ContractPlan plan = await ContractPlanner.Shared.PlanAsync(
            new SchemaOrigin("this client", contract.Fingerprint, null, contract.Schema),
            new SchemaOrigin($"'{welcome.ServerName}' {welcome.ServerVersion}", welcome.Fingerprint, known, document),
            ConnectionSide.Client,
            client.Options.Limits.MaxFrame,
            cancellationToken).ConfigureAwait(false);

        // The server agreed by the same comparison; one of another version of Cells may know other rules.
        return plan.FindRefusal(terms.UsedCalls) is { Count: > 0 } findings
            ? throw Reject.Incompatible(client.Hello, welcome, findings).ToException()
            : plan;
    }

    private static async ValueTask SendTermsAsync(PipeWriter output, Terms terms, CancellationToken cancellationToken)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        terms.Write(buffer);
        await FrameExchange.SendAsync(output, FrameType.Terms, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Receives the server's document, when it was asked for, and the word that the connection is ready.</summary>
    private static async ValueTask<string?> ReceiveAgreementAsync(PipeReader input, bool expectsDocument, CancellationToken cancellationToken)
    {
        string? document = null;
        while (true)
        {
            (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(input, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false);
            switch (header.Type)
            {
                case FrameType.Schema when expectsDocument && document is null:
                    document = Encoding.UTF8.GetString(body);
                    break;
                case FrameType.Ready when !expectsDocument || document is not null:
                    return document;
                case FrameType.Reject:
                    throw Reject.Read(body).ToException();
                default:
                    throw new CellProtocolException($"a {header.Type} frame came where the server's {(expectsDocument && document is null ? "schema" : "agreement")} was expected");
            }
        }
    }
}
