using System.IO.Pipelines;
using System.Text;
using Cells.Framing;
using Cells.Hosting;
using Cells.Schema;
using Cells.Transports.SharedMemory;
using Microsoft.Extensions.Logging;

namespace Cells.Connections;

/// <summary>The server's side of the handshake.</summary>
/// <param name="name">The cell's name.</param>
/// <param name="version">The cell's version.</param>
/// <param name="incarnation">The process' own id.</param>
/// <param name="limits">The server's limits.</param>
/// <param name="dispatchers">What is served, the cell's own contract first.</param>
/// <param name="consumers">Remembers who calls; null for a server that does not.</param>
/// <param name="log">The log.</param>
internal sealed class ServerHandshake(
    string name, string version, Guid incarnation, CellLimits limits, IReadOnlyList<CellDispatcher> dispatchers, ConsumerRecorder? consumers, ILogger log)
{
    /// <summary>The contract and version that questions are answered with; null from it for those that are served. A nucleus answers for its cell; what it throws is the answer, too.</summary>
    public Func<(CellContract Contract, string Version)?> Described { get; init; } = static () => null;

    /// <summary>Which of the processes that serve the cell this is.</summary>
    public ReplicaPlace Replica { get; set; } = ReplicaPlace.Only;

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
            (CellContract contract, string servedVersion) = await DescribeAsync(transport, cancellationToken).ConfigureAwait(false);
            await WelcomeAsync(transport, Welcome(contract) with { ServerVersion = servedVersion }, cancellationToken).ConfigureAwait(false);
            await AnswerQuestionAsync(transport, hello, contract, cancellationToken).ConfigureAwait(false);
            return null;
        }

        // A contract that was renamed is compared like one that was changed: either side's schema may know the other's name.
        CellDispatcher dispatcher = dispatchers.FirstOrDefault(d => d.Contract.Name == hello.Contract) ?? dispatchers[0];
        Welcome welcome = Welcome(dispatcher.Contract) with { WantsUsage = dispatcher == dispatchers[0] && consumers?.Tracker.Wants(hello) == true };
        bool isSame = dispatcher.Contract.Fingerprint == hello.Fingerprint;
        KnownSchema? known = isSame ? null : ContractPlanner.Shared.Find(hello.Fingerprint);
        welcome = welcome with { WantsDocument = !isSame && known is null, SharesMemory = hello.SharesMemory && SharedMemoryLane.IsPossible(transport, limits) };
        await WelcomeAsync(transport, welcome, cancellationToken).ConfigureAwait(false);
        ConsumerRecord? usage = welcome.WantsUsage
            ? ReadUsage(hello, await ReceiveAsync(transport, FrameType.Usage, ConsumerRecord.MaxLength, cancellationToken).ConfigureAwait(false))
            : null;
        if (isSame)
        {
            return new AgreedConnection(hello, dispatcher, null) { Usage = usage };
        }

        (ContractPlan plan, Terms terms) = await AgreeAsync(transport, hello, welcome, dispatcher.Contract, known, cancellationToken).ConfigureAwait(false);
        return new AgreedConnection(hello, dispatcher, plan) { Usage = usage, UsedCalls = terms.UsedCalls };
    }

    /// <summary>Tells a client that it is refused.</summary>
    public static ValueTask RejectAsync(IDuplexPipe transport, Reject reject, CancellationToken cancellationToken)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        reject.Write(buffer);
        return FrameExchange.SendAsync(transport.Output, FrameType.Reject, buffer.WrittenMemory, cancellationToken);
    }

    private async ValueTask<(CellContract Contract, string Version)> DescribeAsync(IDuplexPipe transport, CancellationToken cancellationToken)
    {
        try
        {
            return Described() ?? (dispatchers[0].Contract, version);
        }
        catch (CellException e)
        {
            await RejectAsync(transport, new Reject(e.Status, e.Message), cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask AnswerQuestionAsync(IDuplexPipe transport, Hello hello, CellContract contract, CancellationToken cancellationToken)
    {
        if (hello.WantsDocument)
        {
            // A schema that is not known is an empty document: the client waits for the frame.
            string document = hello.WantedSchema is { } wanted && wanted != contract.Fingerprint ? consumers?.FindSchema(wanted) ?? "" : contract.Schema;
            await SendDocumentAsync(transport, FrameType.Schema, document, cancellationToken).ConfigureAwait(false);
        }

        if (hello.WantsConsumers)
        {
            ConsumerList list = consumers is null ? new ConsumerList() : await consumers.ListAsync(cancellationToken).ConfigureAwait(false);
            await SendDocumentAsync(transport, FrameType.Consumers, list.Write(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the client says that it uses; null, which counts as everything, when that is not what it announced.</summary>
    private ConsumerRecord? ReadUsage(Hello hello, byte[] document)
    {
        ConsumerRecord? record = ConsumerRecord.Read(Encoding.UTF8.GetString(document));
        string? reason = record switch
        {
            null => "its record of what it uses cannot be read",
            _ when record.ComputeUsageFingerprint() != hello.Usage => "its record of what it uses has another fingerprint than announced",
            _ when record.Fingerprint != hello.Fingerprint => "its record of what it uses is about another schema than its own",
            _ => null,
        };
        if (reason is null)
        {
            return record;
        }

        ServerLog.UsageNotUnderstood(log, hello.ClientName, hello.ClientVersion, reason);
        return null;
    }

    /// <summary>Exchanges with a client of another schema the documents that either side lacks, and plans.</summary>
    private async ValueTask<(ContractPlan Plan, Terms Terms)> AgreeAsync(
        IDuplexPipe transport, Hello hello, Welcome welcome, CellContract contract, KnownSchema? known, CancellationToken cancellationToken)
    {
        Terms terms = Terms.Read(await ReceiveAsync(transport, FrameType.Terms, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false));
        byte[]? document = known is null
            ? await ReceiveAsync(transport, FrameType.Schema, Protocol.MaxSchemaDocument, cancellationToken).ConfigureAwait(false)
            : null;
        if (terms.WantsDocument)
        {
            await SendDocumentAsync(transport, FrameType.Schema, contract.Schema, cancellationToken).ConfigureAwait(false);
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
                return (plan, terms);
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

    // What has come already is given back without an async method, as FrameExchange does.
    private static ValueTask<byte[]> ReceiveAsync(IDuplexPipe transport, FrameType expected, int most, CancellationToken cancellationToken)
    {
        ValueTask<ReceivedFrame> receiving = FrameExchange.ReceiveAsync(transport.Input, most, cancellationToken);
        return receiving.IsCompletedSuccessfully ? new ValueTask<byte[]>(BodyOf(receiving.Result, expected)) : AwaitAsync(receiving, expected);
    }

    private static async ValueTask<byte[]> AwaitAsync(ValueTask<ReceivedFrame> receiving, FrameType expected)
        => BodyOf(await receiving.ConfigureAwait(false), expected);

    private static byte[] BodyOf(ReceivedFrame frame, FrameType expected)
        => frame.Header.Type == expected
            ? frame.Body
            : throw new CellProtocolException($"a {frame.Header.Type} frame came where the client's {expected.ToString().ToLowerInvariant()} was expected");

    private static ValueTask SendDocumentAsync(IDuplexPipe transport, FrameType type, string document, CancellationToken cancellationToken)
        => FrameExchange.SendAsync(transport.Output, type, Encoding.UTF8.GetBytes(document), cancellationToken);

    private static ValueTask WelcomeAsync(IDuplexPipe transport, Welcome welcome, CancellationToken cancellationToken)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        welcome.Write(buffer);
        return FrameExchange.SendAsync(transport.Output, FrameType.Welcome, buffer.WrittenMemory, cancellationToken);
    }

    private Welcome Welcome(CellContract contract) => new()
    {
        ServerName = name,
        ServerVersion = version,
        Contract = contract.Name,
        Fingerprint = contract.Fingerprint,
        Incarnation = incarnation,
        MaxFrame = limits.MaxFrame,
        MaxInflight = limits.MaxInflight,
        StreamWindow = limits.StreamWindow,
        ConnectionWindow = limits.ConnectionWindow,
        Replica = Replica,
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
internal sealed record AgreedConnection(Hello Hello, CellDispatcher Dispatcher, ContractPlan? Plan)
{
    /// <summary>What the client uses, when it was asked just now.</summary>
    public ConsumerRecord? Usage { get; init; }

    /// <summary>The calls that the client named as those that it uses; null when it named none, as one with the same schema.</summary>
    public IReadOnlyCollection<string>? UsedCalls { get; init; }

    /// <summary>The document of the schema that the client was built against.</summary>
    public string ClientSchema() => Plan is null ? Dispatcher.Contract.Schema : SchemaDocument.Write(Plan.Client);
}
