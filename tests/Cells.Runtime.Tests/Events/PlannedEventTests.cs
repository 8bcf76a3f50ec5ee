using System.Threading.Channels;
using Cells.Runtime.Tests.Streams;
using Cells.Schema;
using static Cells.Schema.Tests.Contract;

namespace Cells.Runtime.Tests.Events;

/// <summary>Events between a client and a server that have different schemas of one contract.</summary>
public class PlannedEventTests
{
    private static readonly CellSchema Before = Of(
        Event("Changed", Parameter("id", "Int32"), Parameter("order", "Shop.Order"), Parameter("note", "String"), Parameter("count", "Int64")),
        Event("Emptied"),
        Call("Ping", "Int32"),
        Enum("Shop.State", "Open", "Closed"),
        Record("Shop.Order", Positional("Id", "Int32"), Property("Old", "String?"), Property("State", "Shop.State")));

    private static readonly CellSchema After = Of(
        Event("Added", Parameter("text", "String")),
        Event("Changed", Parameter("note", "String"), Parameter("count", "Int32"), Parameter("more", "String"), Parameter("order", "Shop.Order"), Parameter("id", "Int32")),
        Event("Emptied", Parameter("reason", "String")),
        Call("Ping", "Int32"),
        Enum("Shop.State", "Lost", "Closed", "Open"),
        Record("Shop.Order", Property("State", "Shop.State"), Property("Name", "String", Text("")), Positional("Id", "Int32")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_of_several_parameters_is_rewritten(bool inMemory)
    {
        await using Pair pair = new(Before, After, static (_, _, _) => new[] { "7" }.ToAsyncEnumerable(), inMemory);
        Channel<string> seen = Channel.CreateUnbounded<string>();
        await using EventSubscription subscription = await pair.Streams.SubscribeAsync("Changed", seen.Writer.WriteAsync);
        for (int i = 0; i < 100; i++)
        {
            await pair.Cell.PublishAsync("Changed", $$"""{"note":"n","count":{{i}},"more":"m","order":{"State":"Closed","Name":"new","Id":{{-i}}},"id":5}""");
        }

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(
                $$$"""{"id":5,"order":{"Id":{{{-i}}},"Old":null,"State":"Closed"},"note":"n","count":{{{i}}}}""", await seen.Reader.ReadAsync());
        }
    }

    [Fact]
    public async Task Event_that_gained_parameters_is_read_without_them()
    {
        await using Pair pair = new(Before, After, static (_, _, _) => new[] { "7" }.ToAsyncEnumerable());
        Channel<string> seen = Channel.CreateUnbounded<string>();
        await using EventSubscription subscription = await pair.Streams.SubscribeAsync("Emptied", seen.Writer.WriteAsync);
        await pair.Cell.PublishAsync("Emptied", """{"reason":"r"}""");

        Assert.Equal("{}", await seen.Reader.ReadAsync());
    }

    [Fact]
    public async Task Event_with_a_value_without_a_counterpart_ends_its_subscription_and_nothing_else()
    {
        await using Pair pair = new(Before, After, static (_, _, _) => new[] { "7" }.ToAsyncEnumerable());
        Channel<string> seen = Channel.CreateUnbounded<string>();
        Channel<string> others = Channel.CreateUnbounded<string>();
        await using EventSubscription other = await pair.Streams.SubscribeAsync("Emptied", others.Writer.WriteAsync);
        await using EventSubscription subscription = await pair.Streams.SubscribeAsync("Changed", seen.Writer.WriteAsync);
        await pair.Cell.PublishAsync("Changed", """{"note":"n","count":1,"more":"m","order":{"State":"Open","Name":"new","Id":2},"id":5}""");
        await pair.Cell.PublishAsync("Changed", """{"note":"n","count":1,"more":"m","order":{"State":"Lost","Name":"new","Id":2},"id":5}""");

        UnmappableValueException error = await Assert.ThrowsAsync<UnmappableValueException>(() => subscription.Completion);

        Assert.Equal(CellStatus.Incompatible, error.Status);
        Assert.Equal("Order.State", error.Path);
        Assert.Contains("Order.State", error.Message, StringComparison.Ordinal);
        Assert.Equal("Shop.Orders.Changed", error.Call);
        Assert.Equal("""{"id":5,"order":{"Id":2,"Old":null,"State":"Open"},"note":"n","count":1}""", await seen.Reader.ReadAsync());
        Assert.Equal("7", await pair.Client.CallAsync("Ping"));
        await pair.Cell.PublishAsync("Emptied", """{"reason":"r"}""");
        Assert.Equal("{}", await others.Reader.ReadAsync());
        Assert.Equal(1, pair.Server.Server.ConnectionCount);
    }
}
