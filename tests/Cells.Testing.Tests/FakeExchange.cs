using Trading;

namespace Cells.Testing.Tests;

/// <summary>The exchange's contract, which has every kind of call, served by a fake.</summary>
internal static class FakeExchange
{
    public static readonly Order First = new(1, Side.Buy, OrderKind.Limit, 100, 5);
    public static readonly Order Second = new(2, Side.Sell, OrderKind.Limit, 101, 7);

    /// <summary>Adds an exchange that answers as the test says.</summary>
    public static FakeCell<IExchange> AddFakeExchange(this TestMesh mesh)
        => mesh.AddFake<IExchange>("exchange", ExchangeContract.Contract, static channel => new ExchangeClient(channel));

    /// <summary>Adds the same, whose answers are JSON.</summary>
    public static FakeCell AddJsonExchange(this TestMesh mesh) => mesh.AddFake("exchange", ExchangeContract.Contract.Schema);

    /// <summary>Both orders.</summary>
    public static IAsyncEnumerable<Order> Orders() => new[] { First, Second }.ToAsyncEnumerable();

    /// <summary>Remembers how far a stream of orders has come.</summary>
    public sealed class Progress : IDayProgress
    {
        public List<long> Placed { get; } = [];

        public ValueTask PlacedAsync(long orders, CancellationToken cancel = default)
        {
            Placed.Add(orders);
            return default;
        }
    }
}
