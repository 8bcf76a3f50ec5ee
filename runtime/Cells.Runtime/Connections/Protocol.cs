using Cells.Framing;

namespace Cells.Connections;

/// <summary>The fixed numbers of the handshake.</summary>
internal static class Protocol
{
    /// <summary>The only version so far.</summary>
    public const ushort Version = 1;

    /// <summary>The largest hello, welcome or reject, in bytes after its header.</summary>
    public const int MaxHandshakeFrame = 64 * 1024;

    /// <summary>The largest schema document, in bytes.</summary>
    public const int MaxSchemaDocument = 4 * 1024 * 1024;

    /// <summary>The most bytes that a connection keeps unread under a limit of <paramref name="maxFrame"/>.</summary>
    public static int BufferFor(int maxFrame) => Math.Max(maxFrame, MaxSchemaDocument) + FrameHeader.Size;

    /// <summary>The first bytes of a hello.</summary>
    public static ReadOnlySpan<byte> Magic => "CELL"u8;
}
