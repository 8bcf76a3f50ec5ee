using System.Globalization;
using Cells;
using Cells.Connections;
using Shop;

// Calls everything and prints a line for each: what came back, or why not. The directory of a vault as the argument calls that one instead.
if (args is [string directory])
{
    await Vaults.CallEachAsync(directory);
    return 0;
}

await using DepotClient depot = await DepotClient.ConnectAsync();
Item item = new("A-1", 3, "fragile") { Place = new Place(70_000, 5), Worth = 1.25m };
await Line.PrintAsync("put", async () => Show(await depot.PutAsync(item)));
await Line.PrintAsync("get", async () => Show(await depot.GetAsync("A-1")));
await Line.PrintAsync("missing", async () => await depot.GetAsync("B-2"));
await Line.PrintAsync("stock", async () => Show((await depot.StockAsync())["all"].Single()));
await Line.PrintAsync("describe", async () => await depot.DescribeAsync("x"));
await Line.PrintAsync("note", async () => await depot.FindNoteAsync(true));
await Line.PrintAsync("paint red", async () => await depot.PaintAsync(Color.Red));
await Line.PrintAsync("paint green", async () => await depot.PaintAsync(Color.Green));
await Line.PrintAsync("favourite", async () => await depot.FavouriteAsync());
await Line.PrintAsync("grant", async () => await depot.GrantAsync(Access.Read));
await Line.PrintAsync("draw circle", async () => await depot.DrawAsync(new Circle(2)));
await Line.PrintAsync("draw square", async () => await depot.DrawAsync(new Square(4)));
await Line.PrintAsync("largest", async () => await depot.LargestAsync());
await Line.PrintAsync("still", async () => await depot.DescribeAsync("connected"));
return 0;

static string Show(Item item) => string.Create(CultureInfo.InvariantCulture, $"{item.Sku} {item.Count} {item.Note ?? "null"} {item.Place.Row}/{item.Place.Level} {item.Worth}");

internal static class Vaults
{
    // Each call on a channel that names it alone as used, then one that names none and so uses all.
    public static async Task CallEachAsync(string directory)
    {
        await CallAsync("Keep", async vault => await vault.KeepAsync());
        await CallAsync("Scale", async vault => await vault.ScaleAsync(5));
        await CallAsync("Weigh", async vault => await vault.WeighAsync());
        await CallAsync("Print", async vault => await vault.PrintAsync());
        await CallAsync("Store", async vault => await vault.StoreAsync(new Box(6)));
        await CallAsync("Count", async vault => await vault.CountAsync());
        await CallAsync("Retire", async vault => await vault.RetireAsync());
        await CallAsync("Sign", async vault => await vault.SignAsync(new Card("me")));
        await CallAsync("Move", async vault => await vault.MoveAsync("cellar"));
        await CallAsync(null, async vault => await vault.KeepAsync());

        async Task CallAsync(string? used, Func<VaultClient, Task<object?>> call)
        {
            CellChannelOptions options = new() { ClientName = "clerk", ClientVersion = "1.0.0", UsedCalls = used is null ? null : [used] };
            await using VaultClient vault = new(CellChannel.ForDirectory(directory, VaultContract.Contract, VaultClient.ReadError, options));
            await Line.PrintAsync(used ?? "all", () => call(vault));
        }
    }
}
