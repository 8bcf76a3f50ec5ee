using Cells.Framing;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>Writes the payload of a request.</summary>
internal interface IRequestBody
{
    void Write(PayloadBuffer output);

    /// <summary>The callbacks among the arguments; null when there are none.</summary>
    ICallbackPayload? Callbacks { get; }
}

/// <summary>Typed arguments.</summary>
internal readonly struct PayloadBody<TPayload>(TPayload payload) : IRequestBody
    where TPayload : struct, ICallPayload
{
    // Decided when the code is compiled: a payload without callbacks is never boxed.
    public ICallbackPayload? Callbacks => payload is ICallbackPayload callbacks ? callbacks : null;

    public void Write(PayloadBuffer output)
    {
        WireWriter writer = new(output);
        payload.Write(ref writer);
        writer.Flush();
    }
}

/// <summary>Arguments already encoded.</summary>
internal readonly struct BytesBody(ReadOnlyMemory<byte> payload) : IRequestBody
{
    public ICallbackPayload? Callbacks => null;

    public void Write(PayloadBuffer output) => output.Append(payload.Span);
}
