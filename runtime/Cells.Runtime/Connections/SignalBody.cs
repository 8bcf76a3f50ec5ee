using System.Buffers;
using Cells.Framing;

namespace Cells.Connections;

/// <summary>What a signal frame tells.</summary>
internal enum SignalKind : uint
{
    /// <summary>The cell is about to be replaced by one with another schema.</summary>
    SchemaChanged = 1,
}

/// <summary>The body of a signal frame. Fields only; unknown fields are skipped, and so is a frame of an unknown kind.</summary>
/// <param name="Kind">What is told.</param>
/// <param name="Fingerprint">The fingerprint of the schema that comes.</param>
/// <param name="Version">The version that comes.</param>
internal sealed record SignalBody(SignalKind Kind, string Fingerprint, string Version)
{
    private const ushort KindField = 1;
    private const ushort FingerprintField = 2;
    private const ushort VersionField = 3;
    private const ushort ServedForField = 4;

    /// <summary>The largest signal that is read, in bytes.</summary>
    private const int MaxLength = 64 * 1024;

    /// <summary>How long the connection is served on, because what comes does not fit its client for all that the server knows; null when it is not.</summary>
    public TimeSpan? ServedFor { get; init; }

    /// <summary>Appends the frame's body.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        fields.Write(KindField, (uint)Kind);
        fields.Write(FingerprintField, Fingerprint);
        fields.Write(VersionField, Version);
        if (ServedFor is TimeSpan time)
        {
            fields.Write(ServedForField, (uint)Math.Clamp(time.TotalMilliseconds, 0, uint.MaxValue));
        }
    }

    /// <summary>Reads the frame's body.</summary>
    /// <exception cref="CellProtocolException">It is no signal.</exception>
    public static SignalBody Read(in ReadOnlySequence<byte> body)
    {
        if (body.Length > MaxLength)
        {
            throw new CellProtocolException($"a signal has {body.Length} bytes, more than {MaxLength}");
        }

        SignalBody signal = new(0, "", "");
        FieldReader fields = new(body.ToArray());
        while (fields.MoveNext())
        {
            signal = fields.Id switch
            {
                KindField => signal with { Kind = (SignalKind)fields.AsNumber() },
                FingerprintField => signal with { Fingerprint = fields.AsText() },
                VersionField => signal with { Version = fields.AsText() },
                ServedForField => signal with { ServedFor = TimeSpan.FromMilliseconds(fields.AsNumber()) },
                _ => signal,
            };
        }

        return signal;
    }
}
