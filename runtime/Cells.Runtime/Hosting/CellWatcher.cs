using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cells.Connections;
using Cells.Directories;

namespace Cells.Hosting;

/// <summary>Follows a cell from outside: its starts, its ends and the schema that it has.</summary>
public static class CellWatcher
{
    /// <summary>How often is looked whether a cell that does not run does by now.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a cell that runs may take to answer.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What the cell in <paramref name="directory"/> is now, and then each change of it.</summary>
    /// <remarks>Holds a connection to a cell that runs, as a tool that the cell does not remember; never starts one.</remarks>
    /// <param name="directory">The cell's directory, which need not exist.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public static async IAsyncEnumerable<CellSighting> WatchAsync(CellDirectory directory, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        CellSighting? last = null;
        while (true)
        {
            if (!CellState.IsRunning(directory))
            {
                if (last is not CellSighting.Stopped)
                {
                    yield return last = new CellSighting.Stopped();
                }
            }
            else if (CellState.Read(directory) is { IsIdle: true })
            {
                // Connecting would start it. Its nucleus says what it is; whoever starts it is seen then.
                if (last is not CellSighting.Running && await TryAskAsync(directory, cancellationToken).ConfigureAwait(false) is { } answer)
                {
                    yield return last = new CellSighting.Running(answer);
                }
            }
            else if (await TrySubscribeAsync(directory, cancellationToken).ConfigureAwait(false) is { } subscription)
            {
                using (subscription)
                {
                    if (last is not CellSighting.Running { Answer: var before } || before.Incarnation != subscription.Answer.Incarnation)
                    {
                        yield return last = new CellSighting.Running(subscription.Answer);
                    }

                    await foreach (CellSighting.Leaving leaving in subscription.ReadAsync(cancellationToken).ConfigureAwait(false))
                    {
                        yield return leaving;
                    }
                }
            }

            await Task.Delay(LookInterval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask<CellSchemaAnswer?> TryAskAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        try
        {
            return await CellSchemaQuery.AskAsync(directory.QuestionSocketPath, includeSchema: true, AnswerTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (CellException)
        {
            return null;
        }
    }

    private static async ValueTask<Subscription?> TrySubscribeAsync(CellDirectory directory, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerTimeout);
        Subscription? subscription = null;
        try
        {
            // Connected first: what comes in between two processes is then seen as an end.
            subscription = await Subscription.OpenAsync(directory, deadline.Token).ConfigureAwait(false);
            subscription.Answer = await CellSchemaQuery.AskAsync(directory.SocketPath, includeSchema: true, AnswerTimeout, deadline.Token).ConfigureAwait(false);
            if (subscription.Answer.Incarnation == subscription.Incarnation)
            {
                return subscription;
            }
        }
        catch (CellException)
        {
            // About to come or to go, or not answering: it is looked at again.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }

        subscription?.Dispose();
        return null;
    }

    /// <summary>A connection that is there to hear signals, and the end.</summary>
    private sealed class Subscription : IDisposable
    {
        private readonly Channel<CellSighting.Leaving> _signals = Channel.CreateUnbounded<CellSighting.Leaving>();
        private readonly ClientConnection _connection;

        private Subscription(ClientConnection connection, ChannelClient client)
        {
            _connection = connection;
            client.Schema.Changed += (_, change) => _signals.Writer.TryWrite(new CellSighting.Leaving(change.Version, change.Fingerprint));
            client.Schema.OnConnected(connection.Welcome, null);
            connection.Completion.ContinueWith(_ => client.Schema.Drained.ContinueWith(_ => _signals.Writer.TryComplete(), TaskScheduler.Default), TaskScheduler.Default);
        }

        public Guid Incarnation => _connection.Welcome.Incarnation;

        public CellSchemaAnswer Answer { get; set; } = null!;

        public static async ValueTask<Subscription> OpenAsync(CellDirectory directory, CancellationToken cancellationToken)
        {
            ChannelClient client = new(CellSystemContract.Contract, CellSystemClient.NoErrors, new CellChannelOptions { IsTool = true });
            return new Subscription(await SocketTarget.ForDirectory(directory.Path).ConnectAsync(client, cancellationToken).ConfigureAwait(false), client);
        }

        public IAsyncEnumerable<CellSighting.Leaving> ReadAsync(CancellationToken cancellationToken) => _signals.Reader.ReadAllAsync(cancellationToken);

        public void Dispose() => _connection.Abort(new CellException(CellStatus.Cancelled, "the watcher went"));
    }
}

/// <summary>What a <see cref="CellWatcher"/> saw.</summary>
public abstract record CellSighting
{
    private CellSighting()
    {
    }

    /// <summary>No process serves the cell.</summary>
    public sealed record Stopped : CellSighting;

    /// <summary>A process serves the cell.</summary>
    /// <param name="Answer">What it says of itself, with its schema.</param>
    public sealed record Running(CellSchemaAnswer Answer) : CellSighting;

    /// <summary>The process that serves the cell stops, and says that it was built with another schema since it started.</summary>
    /// <param name="Version">The version of that build.</param>
    /// <param name="Fingerprint">The fingerprint of its schema.</param>
    public sealed record Leaving(string Version, string Fingerprint) : CellSighting;
}
