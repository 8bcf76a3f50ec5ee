using Cells.Connections;
using Cells.Framing;

namespace Cells.Testing.Fakes;

/// <summary>Learns which call a piece of code makes of a generated client, with which arguments, and how its result is encoded. Nothing is sent.</summary>
internal sealed class CallRecorder : ICallRecorder
{
    /// <summary>The call that was made last: its name and encoded arguments.</summary>
    public (CallDescriptor Call, byte[] Request)? Last { get; private set; }

    /// <summary>Encodes a result of that call.</summary>
    public Delegate? Encode { get; private set; }

    /// <summary>No call was made.</summary>
    public void Forget() => Last = null;

    /// <inheritdoc/>
    public ValueTask<TResult> Record<TBody, TResult, TDecoder>(CallDescriptor call, TBody body)
        where TBody : struct, IRequestBody
        where TDecoder : struct, IResponseDecoder<TResult>
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        body.Write(buffer);
        Last = (call, buffer.WrittenSpan.ToArray());
        Encode = static (TResult result) =>
        {
            using PayloadBuffer output = PayloadBuffer.Rent();
            TDecoder.Encode(result, output);
            return output.WrittenSpan.ToArray();
        };
        return default;
    }

    /// <inheritdoc/>
    public ValueTask InvokeAsync(ClientCall call, Func<ClientCall, ValueTask> next) => throw new NotSupportedException("a fake answers calls with one answer only");
}
