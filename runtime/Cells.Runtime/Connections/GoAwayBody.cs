using System.Buffers;
using System.Buffers.Binary;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>The body of a go-away frame. Fields only; unknown fields are skipped.</summary>
/// <param name="Accepted">The requests that the sender accepted on the connection. Those sent after them were not executed and never will be.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record GoAwayBody(ulong Accepted, string Reason)
{
    private const ushort AcceptedField = 1;
    private const ushort ReasonField = 2;

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        Span<byte> image = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(image, Accepted);
        fields.Write(AcceptedField, image);
        fields.Write(ReasonField, Reason);
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is no go-away.</exception>
    public static GoAwayBody Read(in ReadOnlySequence<byte> body)
    {
        ulong? accepted = null;
        string reason = "";
        FieldReader fields = new(body.ToArray());
        while (fields.MoveNext())
        {
            if (fields.Id == AcceptedField && fields.Value.Length == sizeof(ulong))
            {
                accepted = BinaryPrimitives.ReadUInt64LittleEndian(fields.Value);
            }
            else if (fields.Id == ReasonField)
            {
                reason = fields.AsText();
            }
        }

        return new GoAwayBody(accepted ?? throw new CellProtocolException("a go-away does not say what was accepted"), reason);
    }
}
