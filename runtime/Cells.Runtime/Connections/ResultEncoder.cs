using Cells.Framing;
using Cells.Wire;

namespace Cells.Connections;

/// <summary>Writes the result of a call, or of a callback.</summary>
internal static class ResultEncoder
{
    /// <summary>Appends <paramref name="result"/> to <paramref name="buffer"/>.</summary>
    /// <exception cref="InvalidOperationException">It cannot be sent: another exception than one for a request that cannot be read.</exception>
    public static void Encode<T, TCodec>(IHandledCall call, in T result, PayloadBuffer buffer)
        where TCodec : struct, IWireCodec<T>
    {
        try
        {
            WireWriter writer = new(buffer);
            TCodec.Write(ref writer, result);
            writer.Flush();
        }
        catch (CellFormatException e)
        {
            throw new InvalidOperationException($"the result of {call.Name} cannot be sent: {e.Message}", e);
        }
    }
}
