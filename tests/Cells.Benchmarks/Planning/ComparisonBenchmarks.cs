using BenchmarkDotNet.Attributes;
using Cells.Schema;

namespace Cells.Benchmarks;

/// <summary>The planner: what a handshake pays once for a pair of schemas.</summary>
public class ComparisonBenchmarks : IRoundTrip
{
    private const int MostMilliseconds = 300;
    private const long MostBytes = 100 * 1024 * 1024;

    private readonly CellSchema _old = LargeSchema.Old;
    private readonly CellSchema _new = LargeSchema.New;
    private readonly CellSchema _same = LargeSchema.Old with { Version = "1.0.1" };

    [Benchmark]
    [Goal("comparison of 1,000 types, a tenth changed", AtMost = MostMilliseconds, AtMostBytes = MostBytes)]
    public SchemaComparison Differing() => SchemaComparer.Compare(_old, _new);

    [Benchmark]
    [Goal("comparison of 1,000 types, none changed", AtMost = MostMilliseconds, AtMostBytes = MostBytes)]
    public SchemaComparison Equal() => SchemaComparer.Compare(_old, _same);

    void IRoundTrip.Verify()
    {
        Check.Equal(LargeSchema.Types, _old.Types.Count);
        Check.Equal(0, Equal().Findings.Count);
        Check.Equal(true, Differing().Findings.Count >= LargeSchema.Types / 10 && !Differing().IsUndecided);
    }
}
