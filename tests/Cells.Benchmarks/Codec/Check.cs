using System.Text.Json;

namespace Cells.Benchmarks;

/// <summary>Compares what a benchmark gave with what it was given.</summary>
internal static class Check
{
    /// <exception cref="InvalidOperationException">They are not equal.</exception>
    public static void Equal(object expected, object actual)
    {
        if (!expected.Equals(actual))
        {
            throw new InvalidOperationException($"{actual} where {expected} was expected.");
        }
    }

    /// <exception cref="InvalidOperationException">They are not equal.</exception>
    public static void Equal(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        if (!expected.Span.SequenceEqual(actual.Span))
        {
            throw new InvalidOperationException($"{actual.Length} bytes differ from the {expected.Length} that were expected.");
        }
    }

    /// <summary>Compares as JSON text, for types without an equality of their own.</summary>
    /// <exception cref="InvalidOperationException">They are not equal.</exception>
    public static void SameJson<T>(T expected, T actual) => Equal(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));
}
