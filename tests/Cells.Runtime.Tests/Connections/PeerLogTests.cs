using Cells.Connections;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Connections;

public class PeerLogTests
{
    [Fact]
    public void Lines_that_a_peer_causes_are_few_and_the_rest_is_counted()
    {
        ManualClock clock = new();
        RecordingLog log = new();
        PeerLog limited = new(log, clock);
        for (int i = 0; i < 1000; i++)
        {
            ServerLog.ConnectionRefused(limited, $"stranger {i}");
        }

        Assert.Equal(20, log.Entries.Count);
        ServerLog.ProtocolBroken(limited, "another", "kind");
        Assert.Equal(21, log.Entries.Count);

        clock.Advance(TimeSpan.FromSeconds(1));
        ServerLog.ConnectionRefused(limited, "late");
        ServerLog.ConnectionRefused(limited, "later");

        Assert.Equal(
            ["980 lines of the kind of the next one were left out", "A connection was refused: late"], log.Entries.Skip(21).Select(static entry => entry.Message));
        clock.Advance(TimeSpan.FromHours(1));
        for (int i = 0; i < 30; i++)
        {
            ServerLog.ConnectionRefused(limited, "again");
        }

        Assert.Equal(23 + 1 + 20, log.Entries.Count);
    }

    [Fact]
    public void Line_that_carries_an_error_id_is_always_written()
    {
        RecordingLog log = new();
        PeerLog limited = new(log, new ManualClock());
        for (int i = 0; i < 100; i++)
        {
            ServerLog.HandlerFailed(limited, "Shop.Catalog.Get", "someone", $"{i}", new FormatException());
        }

        Assert.Equal(100, log.Entries.Count);
    }
}
