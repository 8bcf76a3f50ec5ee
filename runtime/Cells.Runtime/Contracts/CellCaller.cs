namespace Cells;

/// <summary>Who calls.</summary>
/// <param name="Name">The caller's name, as its handshake gave it: its word.</param>
/// <param name="Version">The caller's version, as its handshake gave it: its word.</param>
/// <param name="UserId">The user that the calling process runs as, as the kernel says; null where it cannot say.</param>
/// <param name="ProcessId">The calling process, as the kernel says; null where it cannot say. 0 when it is in another pid namespace.</param>
public sealed record CellCaller(string Name, string Version, uint? UserId, int? ProcessId)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}
