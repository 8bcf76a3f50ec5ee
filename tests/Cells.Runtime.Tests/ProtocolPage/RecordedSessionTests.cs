using System.Runtime.CompilerServices;
using Cells.Runtime.Tests.Faults;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.ProtocolPage;

/// <summary>That real sessions are what <c>docs/protocol.md</c> says, read by nothing but its tables.</summary>
public class RecordedSessionTests
{
    private static readonly ProtocolTables Page = ProtocolTables.Read(PagePath());

    [Fact]
    public async Task Recorded_sessions_are_what_the_page_says()
    {
        HashSet<string> frames = [];
        foreach (RecordedSession session in await RecordAsync())
        {
            SessionReader reader = Read(session);
            Assert.True(!reader.Unanswered.Any(), $"{session.Name}: requests without an answer: {string.Join(", ", reader.Unanswered)}");
            frames.UnionWith(reader.Seen);
        }

        // Sessions with streams are read where streams are tested; a body goes in parts only when the peer is slow.
        Assert.Equal([], Page.Frames.Select(static frame => frame.Name).Except(frames).Except(["chunk", "end", "credit", "part"]));
    }

    [Theory]
    [InlineData(4, 0x1F, "is not on the page")]
    [InlineData(5, 0x80, "flags")]
    [InlineData(6, 0x01, "call")]
    [InlineData(8, 0x01, "correlation")]
    [InlineData(12, 0x01, "reserved")]
    [InlineData(16, 0x44, "no CELL")]
    [InlineData(24, 0x63, "is not on the page")]
    [InlineData(26, 0x03, "")]
    public async Task Session_that_differs_from_the_page_is_not_read(int at, byte value, string reason)
    {
        RecordedSession session = await RecordedSession.EqualAsync();
        byte[] client = [.. session.Client];
        client[at] = value;

        Exception error = Assert.ThrowsAny<Exception>(() => new SessionReader(Page).Read(client, isClient: true));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_comes_twice_is_not_read()
    {
        RecordedSession session = await RecordedSession.PlannedAsync();
        int last = session.Server.Length - (16 + BitConverter.ToInt32(LastFrame(session.Server)));

        FormatException error = Assert.Throws<FormatException>(() => Read(session with { Server = [.. session.Server, .. session.Server[last..]] }));

        Assert.Contains("a second answer", error.Message, StringComparison.Ordinal);
    }

    private static byte[] LastFrame(byte[] session)
    {
        int start = 0;
        while (start + 16 + BitConverter.ToInt32(session, start) < session.Length)
        {
            start += 16 + BitConverter.ToInt32(session, start);
        }

        return session[start..];
    }

    private static async Task<RecordedSession[]> RecordAsync()
    {
        using TemporaryDirectory met = new();
        using TemporaryDirectory asked = new();
        return
        [
            await RecordedSession.EqualAsync(), await RecordedSession.PlannedAsync(), await RecordedSession.UsageAsync(met.Path), await RecordedSession.RefusedAsync(),
            await RecordedSession.SilentAsync(), await RecordedSession.QuestionAsync(asked.Path), await RecordedSession.StreamsAsync(), await RecordedSession.EventsAsync(),
            await RecordedSession.CallbacksAsync(), await RecordedSession.SharedAsync(),
        ];
    }

    private static SessionReader Read(RecordedSession session)
    {
        SessionReader reader = new(Page);
        try
        {
            reader.Read(session.Client, isClient: true);
            reader.Read(session.Server, isClient: false);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{session.Name}: {e.Message}", e);
        }

        return reader;
    }

    private static string PagePath([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "protocol.md"));
}
