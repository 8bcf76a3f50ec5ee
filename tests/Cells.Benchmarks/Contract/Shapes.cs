namespace Cells.Benchmarks;

/// <summary>The contract whose generated codecs are measured; nobody calls it.</summary>
[Cell]
public sealed partial class Shapes
{
    /// <summary>A struct without references.</summary>
    [Call]
    public Triple Echo(Triple value) => value;

    /// <summary>Records.</summary>
    [Call]
    public Person[] EchoPeople(Person[] value) => value;

    /// <summary>Bytes that are copied into an array of their own.</summary>
    [Call]
    public Blob EchoBlob(Blob value) => value;

    /// <summary>Bytes that are lent to the handler.</summary>
    [Call(Leased = true)]
    public int Measure(BlobView value) => value.Data.Length;

    /// <summary>Orders as the one side of a planned connection knows them.</summary>
    [Call]
    public List<Written.Order> EchoWrittenOrders(List<Written.Order> value) => value;

    /// <summary>Orders as the other side knows them.</summary>
    [Call]
    public List<Read.Order> EchoReadOrders(List<Read.Order> value) => value;

    /// <summary>Positions as the one side knows them.</summary>
    [Call]
    public List<Written.Position> EchoWrittenPositions(List<Written.Position> value) => value;

    /// <summary>Positions as the other side knows them.</summary>
    [Call]
    public List<Read.Position> EchoReadPositions(List<Read.Position> value) => value;
}
