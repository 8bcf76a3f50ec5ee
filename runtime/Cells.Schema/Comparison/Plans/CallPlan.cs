namespace Cells.Schema;

/// <summary>One call of the consumer, bound to the producer's.</summary>
public sealed class CallPlan
{
    internal CallPlan(CallSchema consumer, int consumerIndex, CallSchema? producer, int producerIndex)
    {
        Consumer = consumer;
        ConsumerIndex = consumerIndex;
        Producer = producer;
        ProducerIndex = producerIndex;
    }

    /// <summary>The consumer's declaration.</summary>
    public CallSchema Consumer { get; }

    /// <summary>The call's number at the consumer.</summary>
    public int ConsumerIndex { get; }

    /// <summary>The producer's declaration; null when it has no such call.</summary>
    public CallSchema? Producer { get; }

    /// <summary>The call's number at the producer; -1 when it has no such call.</summary>
    public int ProducerIndex { get; }

    /// <summary>Whether requests can be read. True too for a call without parameters on both sides, but false for one that is not bound.</summary>
    public bool CanReadRequest { get; internal set; }

    /// <summary>Whether responses, events and declared errors can be read.</summary>
    public bool CanReadResponse { get; internal set; }

    /// <summary>Whether the call can be made: both directions have plans.</summary>
    public bool IsBound => CanReadRequest && CanReadResponse;

    /// <summary>How the producer reads the parameters; null without a plan, and for an event.</summary>
    public ParametersPlan? Request { get; internal set; }

    /// <summary>How the consumer reads the result or item; null without a plan, and when it expects none.</summary>
    public PlanNode? Response { get; internal set; }

    /// <summary>How the consumer reads an event; null without a plan, and for other kinds of call.</summary>
    public ParametersPlan? Event { get; internal set; }

    /// <summary>The declared errors that both sides know; any other reaches the consumer as a plain error.</summary>
    public IReadOnlyList<ErrorPlan> Errors { get; internal set; } = [];

    /// <summary>Whether every payload of the call has the same bytes on both sides.</summary>
    public bool IsIdentity { get; internal set; }
}

/// <summary>A declared error that both sides know.</summary>
/// <param name="WriterName">The full name at the producer.</param>
/// <param name="ReaderName">The full name at the consumer.</param>
/// <param name="Plan">The plan of its members.</param>
public sealed record ErrorPlan(string WriterName, string ReaderName, ObjectPlan Plan);
