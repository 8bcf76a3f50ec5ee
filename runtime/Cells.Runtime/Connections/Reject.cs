using Cells.Framing;

namespace Cells.Connections;

/// <summary>The server's answer that refuses the connection. Fields only, frozen for ever; unknown fields are skipped.</summary>
/// <param name="Status">Why, in the field's terms.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record Reject(CellStatus Status, string Message)
{
    private const ushort StatusField = 1;
    private const ushort MessageField = 2;

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        fields.Write(StatusField, (uint)Status);
        fields.Write(MessageField, Message);
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is no reject.</exception>
    public static Reject Read(ReadOnlySpan<byte> body)
    {
        Reject reject = new(CellStatus.Unavailable, "the server refused the connection");
        FieldReader fields = new(body);
        while (fields.MoveNext())
        {
            reject = fields.Id switch
            {
                StatusField => reject with { Status = ErrorBody.ReadStatus(fields.AsNumber()) },
                MessageField => reject with { Message = fields.AsText() },
                _ => reject,
            };
        }

        return reject;
    }

    /// <summary>The refusal as the caller sees it. No call ran.</summary>
    public CellException ToException() => new(Status, Message) { Outcome = CallOutcome.NotExecuted };
}
