// Starts programs in turns and measures each from its start to its first reply. Usage: Cells.Start <rounds> <plain> <cell> <plain r2r> <cell r2r> <hosted> <kestrel>, each a program's path.
using System.Globalization;
using Cells.Start.Driver;

if (args is not [string rounds, string plain, string cell, string plainCompiled, string cellCompiled, string hosted, string kestrel]
    || !int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || count < 1)
{
    Console.Error.WriteLine("usage: tests/start-cost.sh [rounds]");
    return 2;
}

using Scratch scratch = new();
Start[] starts =
[
    new("plain", plain, scratch, FirstReply.Echo),
    new("cell", cell, scratch, FirstReply.Call),
    new("plain, ReadyToRun", plainCompiled, scratch, FirstReply.Echo),
    new("cell, ReadyToRun", cellCompiled, scratch, FirstReply.Call),
    new("empty host", hosted, scratch, FirstReply.Line, "empty"),
    new("cell in a host", hosted, scratch, FirstReply.Line, "cell"),
    new("Kestrel", kestrel, scratch, FirstReply.Http),
];
for (int round = 0; round <= count; round++)
{
    foreach (Start start in starts)
    {
        // The first warms the disk, and this program.
        await start.MeasureAsync(isKept: round > 0);
    }
}

return StartTable.Print(starts, Console.Out) ? 0 : 1;
