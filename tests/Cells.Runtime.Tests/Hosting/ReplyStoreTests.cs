using Cells.Framing;
using Cells.Hosting;
using Cells.Runtime.Tests.Support;

namespace Cells.Runtime.Tests.Hosting;

public class ReplyStoreTests
{
    private static readonly CellDispatcher Cell = new CellDispatcher<EchoCell>(new EchoCell());

    private readonly ManualClock _clock = new();
    private readonly ReplyStore _store;
    private readonly string _client = Guid.NewGuid().ToString("N");

    public ReplyStoreTests() => _store = new ReplyStore(_clock);

    [Fact]
    public void Duplicate_of_a_finished_call_gets_its_reply_for_ten_minutes()
    {
        Finish(1, [7]);
        _clock.Advance(TimeSpan.FromMinutes(9.9));
        Assert.Equal<byte>([7], Begin(1).Reply!.Result!);

        _clock.Advance(TimeSpan.FromMinutes(0.2));
        AssertForgotten(Begin(1));
        Assert.True(Begin(2).Runs);
    }

    [Fact]
    public void Store_full_of_entries_forgets_the_oldest_and_executes_none_again()
    {
        for (int i = 1; i <= ReplyStore.MostEntries + 10; i++)
        {
            Finish(i, []);
        }

        AssertForgotten(Begin(1));
        AssertForgotten(Begin(10));
        Assert.NotNull(Begin(11).Reply?.Result);
        Assert.NotNull(Begin(ReplyStore.MostEntries + 10).Reply?.Result);
    }

    [Fact]
    public void Store_full_of_bytes_forgets_the_oldest_and_executes_none_again()
    {
        byte[] large = new byte[1024 * 1024];
        for (int i = 1; i <= 65; i++)
        {
            Finish(i, large);
        }

        AssertForgotten(Begin(1));
        AssertForgotten(Begin(2));
        Assert.NotNull(Begin(3).Reply?.Result);
    }

    [Fact]
    public void Reply_larger_than_the_store_is_forgotten_at_once_and_not_executed_again()
    {
        Finish(1, new byte[ReplyStore.MostBytes + 1]);
        AssertForgotten(Begin(1));
        Finish(2, [7]);
        Assert.Equal<byte>([7], Begin(2).Reply!.Result!);
    }

    [Fact]
    public void Running_calls_are_never_forgotten_and_more_are_refused()
    {
        List<KeyedCall> running = [];
        for (int i = 1; i <= ReplyStore.MostEntries; i++)
        {
            running.Add(Begin(i).Call!);
        }

        _clock.Advance(TimeSpan.FromHours(1));
        KeyedStart refused = Begin(ReplyStore.MostEntries + 1);
        Assert.Equal(CellStatus.ResourceExhausted, refused.Reply?.Error?.Status);
        Assert.Equal(CallOutcome.NotExecuted, refused.Reply?.Error?.Outcome);
        Assert.False(Begin(2).Runs);

        running[0].Complete(new StoredReply([], null, null));
        Assert.True(Begin(ReplyStore.MostEntries + 1).Runs);
    }

    [Fact]
    public void Clients_more_than_are_kept_are_refused_until_others_are_forgotten()
    {
        for (int i = 0; i < ReplyStore.MostClients; i++)
        {
            _store.Begin($"{Guid.NewGuid():N}:1", NewCall()).Call!.Complete(new StoredReply([], null, null));
        }

        Assert.Equal(CellStatus.ResourceExhausted, Begin(1).Reply?.Error?.Status);
        Assert.Equal(CallOutcome.NotExecuted, Begin(1).Reply?.Error?.Outcome);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.True(Begin(1).Runs);
    }

    [Fact]
    public void Key_of_another_call_is_refused()
    {
        Finish(1, []);
        KeyedStart start = _store.Begin($"{_client}:1", NewCall(index: 4));
        Assert.Equal(CellStatus.InvalidArgument, start.Reply?.Error?.Status);
        Assert.Equal(CallOutcome.NotExecuted, start.Reply?.Error?.Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef:")]
    [InlineData("0123456789abcdef0123456789abcdef:-1")]
    [InlineData("0123456789abcdef0123456789abcdef: 1")]
    [InlineData("0123456789abcdef0123456789abcdef:99999999999999999999")]
    [InlineData("0123456789abcdef0123456789abcdeg:1")]
    public void Key_that_is_none_is_refused(string key)
        => Assert.Equal(CellStatus.InvalidArgument, _store.Begin(key, NewCall()).Reply?.Error?.Status);

    private static void AssertForgotten(KeyedStart start)
    {
        Assert.False(start.Runs);
        Assert.Equal(CellStatus.DataLoss, start.Reply?.Error?.Status);
        Assert.Equal(CallOutcome.Unknown, start.Reply?.Error?.Outcome);
    }

    // The store looks at what is called, and never at the connection.
    private static ServerCall NewCall(int index = 3)
        => new(null!, Cell, index, new FrameHeader(FrameType.Request, FrameFlags.Metadata, 3, 1, 0), CallMetadata.None, default, default);

    private KeyedStart Begin(int sequence) => _store.Begin($"{_client}:{sequence}", NewCall());

    private void Finish(int sequence, byte[] result) => Begin(sequence).Call!.Complete(new StoredReply(result, null, null));
}
