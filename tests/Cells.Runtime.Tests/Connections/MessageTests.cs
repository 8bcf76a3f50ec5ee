using System.Buffers;
using Cells.Connections;
using Cells.Framing;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Runtime.Tests.Connections;

/// <summary>The bodies of control frames: what a peer sends must not do more than end the connection.</summary>
public class MessageTests
{
    [Fact]
    public void Error_written_and_read_is_the_same()
    {
        ErrorBody error = new(CellStatus.NotFound, "gone")
        {
            Outcome = CallOutcome.NotExecuted,
            ErrorId = "id",
            Name = "Shop.ProductNotFound",
            Members = new byte[] { 1, 2 },
            Chain = ["A.B: NotFound"],
        };
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        error.Write(buffer);
        ErrorBody read = ErrorBody.Read(new ReadOnlySequence<byte>(buffer.WrittenMemory));
        Assert.Equal(error.Members.ToArray(), read.Members.ToArray());
        Assert.Equal(error.Chain, read.Chain);
        Assert.Equal(error, read with { Members = error.Members, Chain = error.Chain });
    }

    [Fact]
    public void Error_with_a_status_of_the_future_is_internal()
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        new FieldWriter(buffer).Write(1, 4711u);
        Assert.Equal(CellStatus.Internal, ErrorBody.Read(new ReadOnlySequence<byte>(buffer.WrittenMemory)).Status);
    }

    [Fact]
    public void GoAway_without_its_count_is_a_protocol_error()
        => Assert.Throws<CellProtocolException>(() => GoAwayBody.Read(ReadOnlySequence<byte>.Empty));

    [Fact]
    public void Garbage_in_any_body_is_a_protocol_error_at_most()
        => Prop.ForAll<byte[]>(bytes =>
        {
            Swallow(() => ErrorBody.Read(new ReadOnlySequence<byte>(bytes)));
            Swallow(() => GoAwayBody.Read(new ReadOnlySequence<byte>(bytes)));
            Swallow(() => Reject.Read(bytes));
            Swallow(() => RefusalFinding.Read(bytes));
            Swallow(() => Terms.Read(bytes));
            Swallow(() => Welcome.Read([1, 0, .. bytes]));
            Swallow(() => Hello.Read([.. "CELL"u8, 1, 0, 1, 0, .. bytes]));
        }).QuickCheckThrowOnFailure();

    private static void Swallow(Func<object> read)
    {
        try
        {
            Assert.NotNull(read());
        }
        catch (CellProtocolException e)
        {
            Assert.NotEmpty(e.Message);
        }
    }
}
