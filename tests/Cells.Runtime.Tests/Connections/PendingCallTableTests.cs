using System.Buffers;
using Cells.Connections;

namespace Cells.Runtime.Tests.Connections;

public class PendingCallTableTests
{
    [Fact]
    public void Remove_late_answer_to_a_reused_slot_finds_nothing()
    {
        PendingCallTable table = new(new Lock());
        Call first = new();
        Call second = new();
        Assert.True(table.TryAdd(first));
        uint late = first.Correlation;
        Assert.Same(first, table.Remove(late, out _));
        Assert.True(table.TryAdd(second));

        Assert.Null(table.Remove(late, out _));
        Assert.Equal(late & 0xFFFF, second.Correlation & 0xFFFF);
        Assert.Same(second, table.Remove(second.Correlation, out _));
    }

    [Fact]
    public void TryRemove_call_of_another_use_is_refused()
    {
        PendingCallTable table = new(new Lock());
        Call first = new();
        Call second = new();
        table.TryAdd(first);
        Assert.False(table.TryRemove(second, first.Correlation));
        Assert.True(table.TryRemove(first, first.Correlation));
        Assert.False(table.TryRemove(first, first.Correlation));
    }

    [Fact]
    public void RemoveSentAfter_takes_what_was_not_accepted_and_what_was_never_sent()
    {
        PendingCallTable table = new(new Lock());
        Call accepted = new();
        Call later = new();
        Call unsent = new();
        table.TryAdd(accepted);
        table.TryAdd(later);
        table.TryAdd(unsent);
        accepted.Sent(1, 0);
        later.Sent(2, 16);

        Assert.Equal([later, unsent], table.RemoveSentAfter(1));
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void TryAdd_after_close_is_refused()
    {
        PendingCallTable table = new(new Lock());
        Call call = new();
        table.TryAdd(call);
        Assert.Equal([call], table.Close());
        Assert.False(table.TryAdd(new Call()));
    }

    [Fact]
    public void TryAdd_many_calls_keeps_them_apart_and_clear_of_bit_31()
    {
        PendingCallTable table = new(new Lock());
        List<Call> calls = [];
        for (int round = 0; round < 40_000; round++)
        {
            Call call = new();
            table.TryAdd(call);
            Assert.Equal(0u, call.Correlation >> 31);
            calls.Add(call);
            if (calls.Count > 100)
            {
                Assert.Same(calls[0], table.Remove(calls[0].Correlation, out _));
                calls.RemoveAt(0);
            }
        }

        Assert.Equal(calls.Count, calls.Select(static call => call.Correlation).Distinct().Count());
        Assert.Equal(calls.Count, table.Count);
    }

    private sealed class Call : PendingCall
    {
        public override void Answer(in ReadOnlySequence<byte> payload, CompletionQueue? queue = null)
        {
        }

        public override void Fail(Exception error, CompletionQueue? queue = null)
        {
        }

        public override void Complete(bool isInline)
        {
        }

        public override void Watch(IPendingCallOwner owner, CancellationToken cancellationToken)
        {
        }
    }
}
