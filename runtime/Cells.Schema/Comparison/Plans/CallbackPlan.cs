namespace Cells.Schema;

/// <summary>A callback interface of the consumer, bound to the producer's.</summary>
public sealed class CallbackPlan
{
    internal CallbackPlan(CallbackSchema consumer, CallbackSchema producer)
    {
        Consumer = consumer;
        Producer = producer;
    }

    /// <summary>The consumer's declaration: what it implements.</summary>
    public CallbackSchema Consumer { get; }

    /// <summary>The producer's declaration: what its cell calls.</summary>
    public CallbackSchema Producer { get; }

    /// <summary>The producer's methods in its order, each with its plan.</summary>
    public IReadOnlyList<CallbackMethodPlan> Methods { get; internal set; } = [];
}

/// <summary>One method of the producer's callback interface, bound to the consumer's.</summary>
/// <remarks>Arguments travel from the producer to the consumer, like an event; results from the consumer to the producer, like a request.</remarks>
public sealed class CallbackMethodPlan
{
    internal CallbackMethodPlan(CallSchema producer, int producerIndex, CallSchema? consumer, int consumerIndex)
    {
        Producer = producer;
        ProducerIndex = producerIndex;
        Consumer = consumer;
        ConsumerIndex = consumerIndex;
    }

    /// <summary>The producer's declaration.</summary>
    public CallSchema Producer { get; }

    /// <summary>The method's number at the producer.</summary>
    public int ProducerIndex { get; }

    /// <summary>The consumer's declaration; null when it has no such method, so that calling it fails as unimplemented.</summary>
    public CallSchema? Consumer { get; }

    /// <summary>The method's number at the consumer; -1 when it has no such method.</summary>
    public int ConsumerIndex { get; }

    /// <summary>How the consumer reads the arguments; null without a plan.</summary>
    public ParametersPlan? Arguments { get; internal set; }

    /// <summary>How the producer reads the result; null without a plan, and when it expects none.</summary>
    public PlanNode? Result { get; internal set; }

    /// <summary>Whether arguments and result have the same bytes on both sides.</summary>
    public bool IsIdentity { get; internal set; }
}
