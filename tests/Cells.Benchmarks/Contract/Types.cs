namespace Cells.Benchmarks;

/// <summary>Three numbers, which cross as their memory image.</summary>
public struct Triple
{
    /// <summary>The first.</summary>
    public int A { get; set; }

    /// <summary>The second.</summary>
    public int B { get; set; }

    /// <summary>The third.</summary>
    public int C { get; set; }
}

/// <summary>Two strings, a number, and a list of numbers.</summary>
public sealed class Person
{
    /// <summary>12 characters in the measured value.</summary>
    public string Name { get; set; } = "";

    /// <summary>15 characters in the measured value.</summary>
    public string Mail { get; set; } = "";

    /// <summary>A number.</summary>
    public int Age { get; set; }

    /// <summary>20 numbers in the measured value.</summary>
    public List<int> Items { get; set; } = [];
}

/// <summary>Bytes.</summary>
public sealed class Blob
{
    /// <summary>1 MiB in the measured value.</summary>
    public byte[] Data { get; set; } = [];
}

/// <summary>Bytes that stay where they were received, as long as the call lasts.</summary>
public sealed class BlobView
{
    /// <summary>1 MiB in the measured value.</summary>
    public ReadOnlyMemory<byte> Data { get; set; }
}
