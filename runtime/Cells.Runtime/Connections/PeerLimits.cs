namespace Cells.Connections;

/// <summary>What the other side of a connection takes, as its hello or welcome said.</summary>
/// <param name="MaxFrame">The largest frame, in bytes after its header.</param>
/// <param name="StreamWindow">The bytes of one stream before it gives credit.</param>
/// <param name="ConnectionWindow">The bytes of all streams before it gives credit.</param>
internal readonly record struct PeerLimits(int MaxFrame, int StreamWindow, int ConnectionWindow)
{
    /// <summary>What a client takes.</summary>
    public static PeerLimits Of(Hello hello) => new(hello.MaxFrame, hello.StreamWindow, hello.ConnectionWindow);

    /// <summary>What a server takes.</summary>
    public static PeerLimits Of(Welcome welcome) => new(welcome.MaxFrame, welcome.StreamWindow, welcome.ConnectionWindow);
}
