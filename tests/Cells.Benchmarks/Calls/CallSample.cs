using System.Globalization;

namespace Cells.Benchmarks.Calls;

/// <summary>What one run of calls showed. Times are nanoseconds.</summary>
/// <param name="P50">Half of the calls took no longer.</param>
/// <param name="P99">99 of 100 calls took no longer.</param>
/// <param name="Rate">Calls, or items, a second.</param>
/// <param name="ClientCpu">Processor time of a call at its client.</param>
/// <param name="ServerCpu">Processor time of a call at its server.</param>
/// <param name="ClientAllocated">Bytes that a call allocates at its client.</param>
/// <param name="ServerAllocated">Bytes that a call allocates at its server.</param>
internal sealed record CallSample(double P50, double P99, double Rate, double ClientCpu, double ServerCpu, double ClientAllocated, double ServerAllocated)
{
    public double Cpu => ClientCpu + ServerCpu;

    public double Allocated => ClientAllocated + ServerAllocated;

    /// <summary>Reads a line that a client printed.</summary>
    public static CallSample Parse(string line)
    {
        double[] numbers = [.. line.Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture))];
        return new CallSample(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{P50:0} {P99:0} {Rate:0} {ClientCpu:0} {ServerCpu:0} {ClientAllocated:0.###} {ServerAllocated:0.###}");
}
