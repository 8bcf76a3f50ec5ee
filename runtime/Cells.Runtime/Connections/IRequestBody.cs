using Cells.Framing;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>Writes the payload of a request.</summary>
internal interface IRequestBody
{
    void Write(PayloadBuffer output);
}

/// <summary>Typed arguments.</summary>
internal readonly struct PayloadBody<TPayload>(TPayload payload) : IRequestBody
    where TPayload : struct, ICallPayload
{
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
    public void Write(PayloadBuffer output) => output.Append(payload.Span);
}
