using System.Collections.Frozen;
using Cells.Schema;
using Cells.Transcoding;

namespace Cells.Connections;

/// <summary>One call of a client on a connection whose sides have different schemas.</summary>
internal sealed class PlannedCall
{
    private PlannedCall(string name) => Name = name;

    /// <summary>The client's name of the call.</summary>
    public string Name { get; }

    /// <summary>The call's number at the server; -1 when the call is not bound.</summary>
    public int Number { get; private init; } = -1;

    /// <summary>Whether the call can be made.</summary>
    public bool IsBound => Number >= 0;

    /// <summary>Why the call is not bound, when no finding says so.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Rewrites requests at the server; null when they stay as they are.</summary>
    public Transcoder? Request { get; private init; }

    /// <summary>Rewrites results at the client; null when they stay as they are.</summary>
    public Transcoder? Response { get; private init; }

    /// <summary>Rewrites the items that this side receives: at the server those of a client stream, at the client those of a server stream, or events; null when they stay as they are.</summary>
    public Transcoder? Items { get; private init; }

    /// <summary>Whether the client expects no result and drops the one that comes.</summary>
    public bool DropsResult { get; private init; }

    /// <summary>The declared errors that the client knows, by the server's name; null when they stay as they are.</summary>
    public FrozenDictionary<string, PlannedError>? Errors { get; private init; }

    /// <summary>The callbacks that the call passes, by parameter of this side; null for none.</summary>
    public Dictionary<int, PlannedCallback>? Callbacks { get; init; }

    /// <summary>A call without a plan.</summary>
    public static PlannedCall Unbound(CallSchema call, string? obstacle = null) => new(call.Name) { Obstacle = obstacle };

    /// <summary>The call as a server needs it.</summary>
    /// <exception cref="ArgumentException">The call cannot be planned after all.</exception>
    public static PlannedCall AtServer(CallPlan plan, IReadOnlyList<CallbackPlan> callbacks, TranscoderFactory transcoders)
    {
        int stream = StreamIndex(plan.Consumer);
        PlannedMember? items = plan.Request?.Members.FirstOrDefault(member => stream >= 0 && member.WriterIndex == stream);
        if (items?.Name != plan.Producer!.Parameters.FirstOrDefault(static parameter => parameter.IsStream)?.Name)
        {
            throw new ArgumentException($"the stream that '{plan.Consumer.Name}' sends is not the one that the server reads: their names differ");
        }

        return new(plan.Consumer.Name)
        {
            Number = plan.ProducerIndex,
            Request = plan.Request is { IsIdentity: false } request ? transcoders.Create(items is null ? request : request.WithoutStream(stream)) : null,
            Items = items?.Plan is { IsIdentity: false } item ? transcoders.Create(item, items.Path) : null,
            Callbacks = PlannedCallback.Of(plan, callbacks, ConnectionSide.Server, transcoders),
        };
    }

    /// <summary>The call as a client needs it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="callbacks">The plans of callback interfaces.</param>
    /// <param name="cell">The simple name of the client's contract.</param>
    /// <param name="transcoders">Makes what rewrites.</param>
    public static PlannedCall AtClient(CallPlan plan, IReadOnlyList<CallbackPlan> callbacks, string cell, TranscoderFactory transcoders)
    {
        Dictionary<int, PlannedCallback>? passed = PlannedCallback.Of(plan, callbacks, ConnectionSide.Client, transcoders);
        if (plan.IsIdentity)
        {
            return new(plan.Consumer.Name) { Number = plan.ProducerIndex, Callbacks = passed };
        }

        Transcoder? result = plan.Response is { IsIdentity: false } response ? transcoders.Create(response, $"{cell}.{plan.Consumer.Name}:result") : null;
        bool isStream = plan.Consumer.Kind is CallKind.ServerStream or CallKind.Duplex;
        return new(plan.Consumer.Name)
        {
            Number = plan.ProducerIndex,
            Response = isStream ? null : result,
            Items = isStream ? result : plan.Event is { IsIdentity: false } published ? transcoders.Create(published) : null,
            DropsResult = plan.Consumer.Result is null && plan.Producer!.Result is not null,
            Callbacks = passed,
            Errors = plan.Errors.ToFrozenDictionary(
                static error => error.WriterName,
                error => new PlannedError(error.ReaderName, error.Plan.IsIdentity ? null : transcoders.Create(error.Plan, TypeName.Simple(error.ReaderName))),
                StringComparer.Ordinal),
        };
    }

    /// <summary>A method of a callback as a server needs it: it reads the result.</summary>
    /// <param name="plan">The plan; the client has the method.</param>
    /// <param name="callback">The full name of the server's interface.</param>
    /// <param name="transcoders">Makes what rewrites.</param>
    public static PlannedCall CallbackAtServer(CallbackMethodPlan plan, string callback, TranscoderFactory transcoders) => new(plan.Producer.Name)
    {
        Number = plan.ConsumerIndex,
        Response = plan.Result is { IsIdentity: false } result ? transcoders.Create(result, $"{TypeName.Simple(callback)}.{plan.Producer.Name}:result") : null,
        DropsResult = plan.Producer.Result is null && plan.Consumer!.Result is not null,
    };

    /// <summary>A method of a callback as a client needs it: it reads the arguments.</summary>
    /// <param name="plan">The plan; the client has the method.</param>
    /// <param name="transcoders">Makes what rewrites.</param>
    public static PlannedCall CallbackAtClient(CallbackMethodPlan plan, TranscoderFactory transcoders) => new(plan.Consumer!.Name)
    {
        Number = plan.ProducerIndex,
        Request = plan.Arguments is { IsIdentity: false } arguments ? transcoders.Create(arguments) : null,
    };

    private static int StreamIndex(CallSchema call)
    {
        for (int i = 0; i < call.Parameters.Count; i++)
        {
            if (call.Parameters[i].IsStream)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>A declared error that both sides know.</summary>
/// <param name="Name">The client's full name of its type.</param>
/// <param name="Members">Rewrites its members; null when they stay as they are.</param>
internal sealed record PlannedError(string Name, Transcoder? Members);
