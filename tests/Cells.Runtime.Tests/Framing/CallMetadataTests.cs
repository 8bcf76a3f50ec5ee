using System.Buffers;
using Cells.Framing;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Runtime.Tests.Framing;

public class CallMetadataTests
{
    [Fact]
    public void Metadata_written_and_read_is_the_same()
    {
        CallMetadata metadata = new()
        {
            DeadlineMs = 1500,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            IdempotencyKey = "k-1",
            User = [new("tenant", "a=b"), new("", "")],
            Chain = ["Shop.Storefront.Order", "Shop.Pricing.Quote"],
        };
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        metadata.Write(buffer);
        buffer.Append([7]);

        ReadOnlySequence<byte> body = new(buffer.WrittenMemory);
        CallMetadata read = CallMetadata.Read(ref body);

        Assert.Equal(metadata.DeadlineMs, read.DeadlineMs);
        Assert.Equal(metadata.TraceParent, read.TraceParent);
        Assert.Equal(metadata.IdempotencyKey, read.IdempotencyKey);
        Assert.Equal(metadata.User, read.User);
        Assert.Equal(metadata.Chain, read.Chain);
        Assert.Equal<byte>([7], body.ToArray());
    }

    [Fact]
    public void Read_unknown_field_skips_it()
    {
        ReadOnlySequence<byte> body = new(new byte[] { 12, 0, 200, 2, 0, 1, 2, 1, 4, 0, 9, 0, 0, 0 });
        Assert.Equal(9u, CallMetadata.Read(ref body).DeadlineMs);
    }

    [Theory]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 5, 0, 1 })]
    [InlineData(new byte[] { 2, 0, 1, 0 })]
    [InlineData(new byte[] { 3, 0, 1, 4, 0 })]
    [InlineData(new byte[] { 4, 0, 1, 1, 0, 5 })]
    public void Read_cut_off_block_throws(byte[] bytes)
    {
        ReadOnlySequence<byte> body = new(bytes);
        Assert.Throws<CellProtocolException>(() => CallMetadata.Read(ref body));
    }

    [Fact]
    public void Read_garbage_never_throws_anything_else()
        => Prop.ForAll<byte[]>(bytes =>
        {
            ReadOnlySequence<byte> body = new(bytes);
            try
            {
                CallMetadata.Read(ref body);
            }
            catch (CellProtocolException)
            {
                Assert.True(body.Length <= bytes.Length);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_more_than_the_length_can_say_throws()
    {
        CallMetadata metadata = new() { IdempotencyKey = new string('k', 70_000) };
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        CellException error = Assert.Throws<CellException>(() => metadata.Write(buffer));
        Assert.Equal(CellStatus.ResourceExhausted, error.Status);
        Assert.Equal(CallOutcome.NotExecuted, error.Outcome);
    }
}
