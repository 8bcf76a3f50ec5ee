using System.Globalization;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Cells.Connections;
using Cells.Directories;
using Cells.Hosting;
using Cells.Transports;

namespace Cells.Control;

/// <summary>What connects a process with the nucleus that started it: the control channel, and the listening socket that it inherited.</summary>
internal sealed class NucleusLink : IAsyncDisposable
{
    /// <summary>The variable by which a nucleus tells a process all that it needs: <c>token:process:descriptor</c>.</summary>
    public const string Variable = "CELLS_NUCLEUS";

    /// <summary>The variable by which a nucleus tells a process which of several replicas it is: <c>number:count</c>. Not set for the only one.</summary>
    /// <remarks>Apart from <see cref="Variable"/>, of which processes of earlier versions know the parts.</remarks>
    public const string ReplicaVariable = "CELLS_REPLICA";

    /// <summary>The limits of the control channel, at both ends.</summary>
    /// <remarks>
    /// Neither end asks the other for signs of life, as other connections do while a call is open: a process is attached for as long as it lives, and would wake up for that again
    /// and again. Each sees the other's end, and the nucleus looks after processes that hang.
    /// </remarks>
    public static CellLimits Limits { get; } = CellLimits.Default with { PingAfter = Timeout.InfiniteTimeSpan };

    private readonly CellDirectory _directory;
    private readonly string _token;
    private NucleusControlClient? _client;

    private NucleusLink(CellDirectory directory, string token, Socket listener)
    {
        _directory = directory;
        _token = token;
        Listener = listener;
    }

    /// <summary>The socket that all processes of the cell accept on, never synchronously: closing it would then shut it down for everyone.</summary>
    public Socket Listener { get; }

    /// <summary>The number of this process among those that the nucleus started.</summary>
    public required int Process { get; init; }

    /// <summary>Which of the cell's processes this is.</summary>
    public required ReplicaPlace Replica { get; init; }

    /// <summary>Takes what a nucleus gave to this process, out of the environment, so that nobody else finds it; null without a nucleus.</summary>
    /// <exception cref="CellException"><see cref="CellStatus.FailedPrecondition"/>: the variable says nothing that can be used.</exception>
    public static NucleusLink? Take(CellDirectory directory)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } value)
        {
            return null;
        }

        Environment.SetEnvironmentVariable(Variable, null);
        return Parse(directory, value);
    }

    /// <summary>What the environment of a process says to it.</summary>
    public static string Describe(string token, int process, int descriptor)
        => string.Create(CultureInfo.InvariantCulture, $"{token}:{process}:{descriptor}");

    /// <summary>What the environment of one of several replicas says to it.</summary>
    public static string Describe(ReplicaPlace replica) => string.Create(CultureInfo.InvariantCulture, $"{replica.Number}:{replica.Count}");

    /// <summary>Tells the nucleus that this process is ready, and does what it says until either side ends.</summary>
    /// <param name="contract">What is served.</param>
    /// <param name="version">The cell's version.</param>
    /// <param name="process">Does it.</param>
    /// <returns>Why it ended, for people.</returns>
    public async Task<string> AttachAsync(CellContract contract, string version, IProcessControl process)
    {
        CellChannelOptions options = new() { ClientName = "process", ClientVersion = version, IsTool = true, Limits = Limits };
        _client = new NucleusControlClient(CellChannel.ForSocket(_directory.NucleusSocketPath, NucleusControlContract.Contract, CellSystemClient.NoErrors, options));
        try
        {
            await _client.AttachAsync(new ProcessFacts(_token, version, contract.Name, contract.Fingerprint, contract.Schema), process).ConfigureAwait(false);
            return "the nucleus let go of the process";
        }
        catch (Exception e) when (e is CellException or OperationCanceledException)
        {
            return $"the nucleus is gone: {e.Message}";
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Listener.Dispose();
        if (_client is not null)
        {
            await _client.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Apart from its only caller, which must not load the framework's sockets for a process without a nucleus.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static NucleusLink Parse(CellDirectory directory, string value)
    {
        string[] parts = value.Split(':');
        if (parts.Length != 3
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor)
            || !OperatingSystem.IsLinux())
        {
            throw Failure(Variable, "is not what a nucleus of this version sets: leave it to `cells start`", null);
        }

        ReplicaPlace replica = TakeReplica();
        try
        {
            LibC.CloseOnExecution(descriptor);
            return new NucleusLink(directory, parts[0], new Socket(new SafeSocketHandle(descriptor, ownsHandle: true))) { Process = process, Replica = replica };
        }
        catch (SocketException e)
        {
            throw Failure(Variable, $"names descriptor {descriptor}, which is no socket that this process inherited: {e.Message}", e);
        }
    }

    private static ReplicaPlace TakeReplica()
    {
        if (Environment.GetEnvironmentVariable(ReplicaVariable) is not { Length: > 0 } value)
        {
            return ReplicaPlace.Only;
        }

        Environment.SetEnvironmentVariable(ReplicaVariable, null);
        string[] parts = value.Split(':');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && number < count
            ? new ReplicaPlace(number, count)
            : throw Failure(ReplicaVariable, "is not what a nucleus of this version sets: leave it to `cells start`", null);
    }

    private static CellException Failure(string variable, string message, Exception? inner)
        => new(CellStatus.FailedPrecondition, $"{variable} {message}", inner) { Outcome = CallOutcome.NotExecuted };
}
