using System.IO.Pipelines;
using System.Text;
using Cells.Framing;
using Cells.Hosting;

namespace Cells.Connections;

/// <summary>The server's side of the handshake.</summary>
/// <param name="name">The cell's name.</param>
/// <param name="version">The cell's version.</param>
/// <param name="incarnation">The process' own id.</param>
/// <param name="limits">The server's limits.</param>
/// <param name="dispatchers">What is served, the cell's own contract first.</param>
internal sealed class ServerHandshake(string name, string version, Guid incarnation, CellLimits limits, IReadOnlyList<CellDispatcher> dispatchers)
{
    /// <summary>Answers the client's hello.</summary>
    /// <returns>Who calls what, and how; null when there is nothing to call: it was a question, which is answered.</returns>
    /// <exception cref="CellException">The client is refused, and has been told so.</exception>
    /// <exception cref="CellProtocolException">The client speaks another protocol.</exception>
    public async ValueTask<AgreedConnection?> AnswerAsync(IDuplexPipe transport, CancellationToken cancellationToken)
    {
        Hello hello = Hello.Read(await ReceiveAsync(transport, FrameType.Hello, Protocol.MaxHandshakeFrame, cancellationToken).ConfigureAwait(false));
        if (Judge(hello) is { } reject)
        {
            await RejectAsync(transport, reject, cancellationToken).ConfigureAwait(false);
            throw reject.ToException();
        }

        if (hello.Purpose == HelloPurpose.Ask)
        {
            await WelcomeAsync(transport, Welcome(dispatchers[0]), cancellationToken).ConfigureAwait(false);
            if (hello.WantsDocument)
            {
                await SendDocumentAsync(transport, dispatchers[0].Contract, cancellationToken).ConfigureAwait(false);
            }

            return null;
        }

        // A contract that was renamed is compared like one that was changed: either side's schema may know the other's name.
        CellDispatcher dispatcher = dispatchers.FirstOrDefault(d => d.Contract.Name == hello.Contract) ?? dispatchers[0];
        ContractPlan? plan = null;
        if (dispatcher.Contract.Fingerprint == hello.Fingerprint)
        {
            await WelcomeAsync(transport, Welcome(dispatcher), cancellationToken).ConfigureAwait(false);
        }
        else
        {
            plan = await AgreeAsync(transport, hello, dispatcher, cancellationToken).ConfigureAwait(false);
        }

        return new AgreedConnection(hello, dispatcher, plan);
    }

    /// <summary>Tells a client that it is refused.</summary>
    public static async ValueTask RejectAsync(IDuplexPipe transport, Reject reject, CancellationToken cancellationToken)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        reject.Write(buffer);
        await FrameExchange.SendAsync(transport.Output, FrameType.Reject, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Welcomes a client with another schema, exchanges the documents that either side lacks, and plans.</summary>
    private async ValueTask<ContractPlan> AgreeAsync(IDuplexPipe transport, Hello hello, CellDispatcher dispatcher, CancellationToken cancellationToken)
    {
        CellContract contract = dispatcher.Contract;
        KnownSchema? known = ContractPlanner.Shared.Find(hello.Fingerprint);
        Welcome welcome = Welcome(dispatcher) with { WantsDocument = known is null };
        await WelcomeAsync(transport, welcome, cancellationToken).ConfigureAwait(false);

        Terms terms = Terms.Read(await ReceiveAsync(transport, FrameType.Terms, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false));
        byte[]? document = known is null
            ? await ReceiveAsync(transport, FrameType.Schema, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false)
            : null;
        if (terms.WantsDocument)
        {
            await SendDocumentAsync(transport, contract, cancellationToken).ConfigureAwait(false);
        }

        Reject reject;
        try
        {
            ContractPlan plan = await ContractPlanner.Shared.PlanAsync(
                new SchemaOrigin($"'{hello.ClientName}' {hello.ClientVersion}", hello.Fingerprint, known, document is null ? null : Encoding.UTF8.GetString(document)),
                new SchemaOrigin($"'{name}' {version}", contract.Fingerprint, null, contract.Schema),
                ConnectionSide.Server,
                limits.MaxFrame,
                cancellationToken).ConfigureAwait(false);
            IReadOnlyList<RefusalFinding> findings = plan.FindRefusal(terms.UsedCalls);
            if (findings.Count == 0)
            {
                await FrameExchange.SendAsync(transport.Output, FrameType.Ready, default, cancellationToken).ConfigureAwait(false);
                return plan;
            }

            reject = Reject.Incompatible(hello, welcome, findings);
        }
        catch (CellException e)
        {
            reject = new Reject(e.Status, e.Message);
        }

        await RejectAsync(transport, reject, cancellationToken).ConfigureAwait(false);
        throw reject.ToException();
    }

    private static async ValueTask<byte[]> ReceiveAsync(IDuplexPipe transport, FrameType expected, int most, CancellationToken cancellationToken)
    {
        (FrameHeader header, byte[] body) = await FrameExchange.ReceiveAsync(transport.Input, most, cancellationToken).ConfigureAwait(false);
        return header.Type == expected
            ? body
            : throw new CellProtocolException($"a {header.Type} frame came where the client's {expected.ToString().ToLowerInvariant()} was expected");
    }

    private static ValueTask SendDocumentAsync(IDuplexPipe transport, CellContract contract, CancellationToken cancellationToken)
        => FrameExchange.SendAsync(transport.Output, FrameType.Schema, Encoding.UTF8.GetBytes(contract.Schema), cancellationToken);

    private static async ValueTask WelcomeAsync(IDuplexPipe transport, Welcome welcome, CancellationToken cancellationToken)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        welcome.Write(buffer);
        await FrameExchange.SendAsync(transport.Output, FrameType.Welcome, buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }

    private Welcome Welcome(CellDispatcher dispatcher) => new()
    {
        ServerName = name,
        ServerVersion = version,
        Contract = dispatcher.Contract.Name,
        Fingerprint = dispatcher.Contract.Fingerprint,
        Incarnation = incarnation,
        MaxFrame = limits.MaxFrame,
        MaxInflight = limits.MaxInflight,
    };

    private Reject? Judge(Hello hello)
    {
        if (!hello.SpeaksOurVersion)
        {
            return new Reject(
                CellStatus.Incompatible,
                $"'{name}' {version} speaks protocol versions {Protocol.Version} to {Protocol.Version} and the client {hello.LowestVersion} to {hello.HighestVersion}");
        }

        return hello.Purpose is HelloPurpose.Call or HelloPurpose.Ask
            ? null
            : new Reject(CellStatus.Unimplemented, $"'{name}' {version} does not know what the client wants (purpose {(byte)hello.Purpose})");
    }
}

/// <summary>What a handshake agreed on.</summary>
/// <param name="Hello">What the client said of itself.</param>
/// <param name="Dispatcher">What it calls.</param>
/// <param name="Plan">How its requests are read; null when both sides have one schema.</param>
internal sealed record AgreedConnection(Hello Hello, CellDispatcher Dispatcher, ContractPlan? Plan);
