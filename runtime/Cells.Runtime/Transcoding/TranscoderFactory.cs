using Cells.Schema;

namespace Cells.Transcoding;

/// <summary>Makes the transcoders of one pair of schemas; types that several messages hold are prepared once. Not thread-safe; the transcoders are.</summary>
/// <param name="reader">The reader's schema.</param>
/// <param name="writer">The writer's schema.</param>
/// <param name="maximumOutput">The most bytes that a message may become.</param>
internal sealed class TranscoderFactory(CellSchema reader, CellSchema writer, long maximumOutput)
{
    private readonly TranscoderBuilder _builder = new(reader, writer, maximumOutput);

    /// <summary>A transcoder of one value.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="path">Where an unmappable value is reported that stands in no member: <c>Orders.Get:result</c>.</param>
    /// <exception cref="ArgumentException">The plan is not of these schemas, or a declared default is no value of its type.</exception>
    public Transcoder Create(PlanNode plan, string path) => new(_builder.Build(plan, path), plan.IsIdentity, _builder.Limit);

    /// <summary>A transcoder of the parameters of a call or event.</summary>
    /// <inheritdoc cref="Create(PlanNode, string)" path="/exception"/>
    /// <param name="plan">The plan.</param>
    public Transcoder Create(ParametersPlan plan) => new(_builder.Build(plan), plan.IsIdentity, _builder.Limit);
}
