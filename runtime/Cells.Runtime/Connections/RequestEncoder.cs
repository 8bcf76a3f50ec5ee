using Cells.Framing;

namespace Cells.Connections;

/// <summary>Writes the body of a request, and refuses one that cannot be sent.</summary>
internal static class RequestEncoder
{
    /// <summary>Appends metadata and arguments to <paramref name="buffer"/>, which is empty.</summary>
    /// <param name="contract">The contract, for errors.</param>
    /// <param name="call">The call's simple name, for errors.</param>
    /// <param name="body">The arguments.</param>
    /// <param name="metadata">What travels beside them.</param>
    /// <param name="buffer">Where they go.</param>
    /// <param name="maxFrame">The largest frame that the peer takes.</param>
    /// <param name="peer">The peer's name, for errors.</param>
    /// <returns>The frame's flags.</returns>
    /// <exception cref="CellException">It cannot be sent; the call was not executed.</exception>
    public static FrameFlags Encode<TBody>(
        string contract, string call, in TBody body, in CallMetadata metadata, PayloadBuffer buffer, int maxFrame, string peer)
        where TBody : struct, IRequestBody
    {
        FrameFlags flags = FrameFlags.None;
        try
        {
            if (!metadata.IsEmpty)
            {
                flags = FrameFlags.Metadata;
                metadata.Write(buffer);
            }

            body.Write(buffer);
        }
        catch (Wire.CellFormatException e)
        {
            throw new CellException(CellStatus.InvalidArgument, $"{contract}.{call}: an argument cannot be sent: {e.Message}", e)
            {
                Outcome = CallOutcome.NotExecuted,
                Call = $"{contract}.{call}",
            };
        }
        catch (CellException e) when (e is { Status: CellStatus.ResourceExhausted, Call: null })
        {
            e.Outcome = CallOutcome.NotExecuted;
            e.Call = $"{contract}.{call}";
            throw;
        }

        return buffer.Length <= maxFrame
            ? flags
            : throw new CellException(CellStatus.ResourceExhausted, $"{contract}.{call}: the request has {buffer.Length} bytes and '{peer}' takes {maxFrame} (max_frame)")
            {
                Outcome = CallOutcome.NotExecuted,
                Call = $"{contract}.{call}",
            };
    }
}
