namespace Cells.Load;

/// <summary>What a cell's heap keeps of a load that is over.</summary>
internal static class HeapGrowth
{
    /// <summary>
    /// The most bytes that a load of any size may leave: what the cell keeps for a while on purpose, which is at most 10,000 replies for duplicates of exactly-once calls,
    /// and the buffers of its pools.
    /// </summary>
    public const long Most = 4 * 1024 * 1024;

    /// <summary>The heap of the cell in <paramref name="directory"/>, after a full collection there.</summary>
    public static async Task<long> WeighAsync(string directory)
    {
        await using LedgerClient auditor = LedgerProcess.Connect(directory);
        return await auditor.WeighAsync();
    }

    /// <summary>Compares the heap with what it was before the load; null when it is back.</summary>
    public static async Task<string?> FindAsync(string directory, long before)
    {
        long after = await WeighAsync(directory);
        Console.WriteLine(string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"heap of the cell: {Mebibytes(before)} MiB before the load, {Mebibytes(after)} MiB after it\n"));
        return after <= before + Most ? null : $"{after - before} bytes of the cell's heap are left over";
    }

    private static string Mebibytes(long bytes) => (bytes / 1024.0 / 1024.0).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
