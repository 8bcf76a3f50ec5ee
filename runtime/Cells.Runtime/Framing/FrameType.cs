namespace Cells.Framing;

/// <summary>What a frame is. The numbers are those of the wire and never change.</summary>
internal enum FrameType : byte
{
    Request = 0x01,
    Response = 0x02,
    Event = 0x03,
    StreamChunk = 0x04,
    StreamEnd = 0x05,
    Error = 0x06,
    Cancel = 0x07,
    Credit = 0x08,
    Ping = 0x09,
    Pong = 0x0A,
    GoAway = 0x0B,
    Signal = 0x0C,
    Schema = 0x0D,
    Shared = 0x0E,
    Stored = 0x0F,
    Hello = 0x10,
    Welcome = 0x11,
    Reject = 0x12,
    Terms = 0x13,
    Ready = 0x14,
    Usage = 0x15,
    Consumers = 0x16,
    Part = 0x17,
}

/// <summary>Facts about a frame. Every other bit is a protocol error.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>The body starts with a metadata block.</summary>
    Metadata = 0x01,

    /// <summary>An event frame that says how many events a subscriber missed, in the place of an event.</summary>
    Gap = 0x02,
}
