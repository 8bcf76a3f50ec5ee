using System.Globalization;

namespace Cells.Runtime.Tests.Faults;

/// <summary>The seed of what is random in a test. <c>CELLS_FUZZ_SEED</c> gives another one; a failure names the one that was used.</summary>
internal static class FaultSeed
{
    private const string Variable = "CELLS_FUZZ_SEED";
    private const int Default = 20_261_121;

    /// <summary>The seed to use.</summary>
    public static int Value { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out int seed) ? seed : Default;

    /// <summary>Runs a test, and says with its failure how to repeat it.</summary>
    public static async Task RunAsync(int seed, string step, Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{step}, {Variable}={seed}: {e.Message}", e);
        }
    }
}
