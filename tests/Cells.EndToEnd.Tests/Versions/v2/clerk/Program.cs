using System.Globalization;
using Cells;
using Cells.Connections;
using Cells.Directories;
using Shop;

// Calls everything and prints a line for each: what came back, or why not. The directory of a vault as the argument calls that one instead.
if (args is [string directory])
{
    await Vaults.CallEachAsync(directory);
    return 0;
}

// An older depot does not have Audit: what is used is named, so that the rest can be called.
string[] used = ["Put", "Fetch", "Stock", "Describe", "FindNote", "Paint", "Favourite", "Grant", "Draw", "Largest"];
CellChannelOptions options = new() { ClientName = "clerk", ClientVersion = "2.0.0", UsedCalls = used };
string path = Path.Combine(CellDirectory.Find().Path, CellDirectory.Find().ReadManifest().Dependencies.Single(static dependency => dependency.Alias == "depot").Paths[0]);
await using DepotClient depot = new(CellChannel.ForDirectory(path, DepotContract.Contract, DepotClient.ReadError, options));
Item item = new(3, "A-1") { Unit = "box", Maker = "us", Place = new Place(5, 70_000), Worth = 1.25m };
await Line.PrintAsync("put", async () => Show(await depot.PutAsync(item)));
await Line.PrintAsync("fetch", async () => Show(await depot.FetchAsync("A-1")));
await Line.PrintAsync("missing", async () => await depot.FetchAsync("B-2"));
await Line.PrintAsync("stock", async () => Show((await depot.StockAsync())["all"].Single()));
await Line.PrintAsync("describe", async () => await depot.DescribeAsync("x"));
await Line.PrintAsync("describe null", async () => await depot.DescribeAsync(null));
await Line.PrintAsync("note", async () => await depot.FindNoteAsync(true));
await Line.PrintAsync("no note", async () => await depot.FindNoteAsync(false));
await Line.PrintAsync("paint red", async () => await depot.PaintAsync(Color.Red));
await Line.PrintAsync("paint blue", async () => await depot.PaintAsync(Color.Blue));
await Line.PrintAsync("favourite", async () => await depot.FavouriteAsync());
await Line.PrintAsync("grant", async () => await depot.GrantAsync(Access.Read | Access.Erase));
await Line.PrintAsync("draw circle", async () => await depot.DrawAsync(new Circle(2)));
await Line.PrintAsync("draw triangle", async () => await depot.DrawAsync(new Triangle(3, 4, 5)));
await Line.PrintAsync("largest", async () => await depot.LargestAsync());
await Line.PrintAsync("audit", async () => await depot.AuditAsync());
await Line.PrintAsync("still", async () => await depot.DescribeAsync("connected"));
return 0;

static string Show(Item item) => string.Create(CultureInfo.InvariantCulture, $"{item.Sku} {item.Quantity} {item.Unit} {item.Maker ?? "null"} {item.Place.Row}/{item.Place.Level} {item.Worth}");

internal static class Vaults
{
    // Each call on a channel that names it alone as used, then one that names none and so uses all.
    public static async Task CallEachAsync(string directory)
    {
        await CallAsync("Keep", async vault => await vault.KeepAsync());
        await CallAsync("Scale", async vault => await vault.ScaleAsync(5));
        await CallAsync("Weigh", async vault => await vault.WeighAsync());
        await CallAsync("Print", async vault => await vault.PrintAsync());
        await CallAsync("Store", async vault => await vault.StoreAsync(new Box(6) { Owner = "us" }));
        await CallAsync("Count", async vault => await vault.CountAsync());
        await CallAsync("Sign", async vault => await vault.SignAsync(new Card("me")));
        await CallAsync("Move", async vault => await vault.MoveAsync("cellar", -1));
        await CallAsync(null, async vault => await vault.KeepAsync());

        async Task CallAsync(string? used, Func<VaultClient, Task<object?>> call)
        {
            CellChannelOptions options = new() { ClientName = "clerk", ClientVersion = "2.0.0", UsedCalls = used is null ? null : [used] };
            await using VaultClient vault = new(CellChannel.ForDirectory(directory, VaultContract.Contract, VaultClient.ReadError, options));
            await Line.PrintAsync(used ?? "all", () => call(vault));
        }
    }
}
