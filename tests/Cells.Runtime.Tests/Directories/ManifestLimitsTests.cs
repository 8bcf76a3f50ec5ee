using Cells.Connections;
using Cells.Directories;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Directories;

public class ManifestLimitsTests
{
    [Fact]
    public void Limits_of_connections_are_taken_from_the_manifest()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("""
            [limits]
            max_frame = "2MiB"
            max_connections = 3
            max_inflight = 4
            handshake_timeout = "6s"
            connect_timeout = "7s"
            connection_idle = "8s"
            write_timeout = "9s"
            """);

        CellLimits limits = ManifestLimits.Of(CellDirectory.At(directory.Path).ReadManifest());

        Assert.Equal((2 * 1024 * 1024, 3, 4), (limits.MaxFrame, limits.MaxConnections, limits.MaxInflight));
        Assert.Equal(
            (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(9)),
            (limits.HandshakeTimeout, limits.ConnectTimeout, limits.ConnectionIdle, limits.WriteTimeout));
    }

    [Fact]
    public void Connections_are_never_closed_for_being_idle_unless_the_manifest_says_so()
    {
        using TemporaryDirectory directory = new TemporaryDirectory().WithManifest("");
        Assert.Null(ManifestLimits.Of(CellDirectory.At(directory.Path).ReadManifest()).ConnectionIdle);
    }
}
