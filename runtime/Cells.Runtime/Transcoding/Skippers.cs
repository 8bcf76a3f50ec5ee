using Cells.Wire;

namespace Cells.Transcoding;

/// <summary>Passes over one value of the writer's type, checking no more than what is needed to find its end.</summary>
internal abstract class Skipper
{
    /// <exception cref="CellFormatException">The bytes are no value of the type.</exception>
    public abstract void Skip(ref WireReader reader);
}

/// <summary>A memory image.</summary>
internal sealed class ImageSkipper(int size) : Skipper
{
    public override void Skip(ref WireReader reader) => reader.SkipPadding(size);
}

/// <summary>A string or URI.</summary>
internal sealed class TextSkipper : Skipper
{
    public override void Skip(ref WireReader reader)
    {
        long start = reader.Offset;
        int header = reader.ReadValue<int>("String");
        if (header == WireFormat.NullLength)
        {
            WireReader.Fail("null where a value must be", "String", start);
        }

        long bytes = header < 0 ? (long)~header + sizeof(int) : (long)header * sizeof(char);
        reader.Require(bytes, "String");
        SkipFar(ref reader, bytes);
    }

    /// <summary>Passes over more bytes than fit into one step.</summary>
    public static void SkipFar(ref WireReader reader, long bytes)
    {
        reader.Require(bytes, null);
        for (; bytes > int.MaxValue; bytes -= int.MaxValue)
        {
            reader.SkipPadding(int.MaxValue);
        }

        reader.SkipPadding((int)bytes);
    }
}

/// <summary>A value that may be null.</summary>
internal sealed class NullableSkipper(Skipper value, NullShape shape) : Skipper
{
    public override void Skip(ref WireReader reader)
    {
        bool isNull = shape.IsValueType
            ? reader.ReadByte("Nullable") == WireFormat.NullObject
            : shape.Shape.NullForm == NullForm.Length ? reader.TryReadNullLength(null) : reader.TryReadNullObject(null);
        if (!isNull)
        {
            value.Skip(ref reader);
        }
    }
}

/// <summary>An object, or parts back to back.</summary>
internal sealed class PartsSkipper(string type, bool hasHeader) : Skipper
{
    /// <summary>Gets or sets the parts; set after the skipper is made, since types hold themselves.</summary>
    public Skipper[] Parts { get; set; } = [];

    public override void Skip(ref WireReader reader)
    {
        if (hasHeader)
        {
            reader.ReadObjectHeader(Parts.Length, type);
        }

        foreach (Skipper part in Parts)
        {
            part.Skip(ref reader);
        }

        if (hasHeader)
        {
            reader.EndObject();
        }
    }
}

/// <summary>A union.</summary>
internal sealed class UnionSkipper(string type) : Skipper
{
    /// <summary>Gets or sets the cases by tag; set after the skipper is made, since types hold themselves.</summary>
    public Skipper[] Cases { get; set; } = [];

    public override void Skip(ref WireReader reader)
    {
        int tag = reader.ReadUnionTag(Cases.Length, type);
        Cases[tag].Skip(ref reader);
        reader.EndUnion();
    }
}

/// <summary>A collection or map: a count, then elements.</summary>
/// <param name="element">Passes over an element.</param>
/// <param name="shape">The shape of an element.</param>
/// <param name="type">The type's name, for errors.</param>
/// <param name="mayBeDefault">Whether -1 is a value: the default of an immutable array.</param>
internal sealed class CollectionSkipper(Skipper element, WireShape shape, string type, bool mayBeDefault) : Skipper
{
    public override void Skip(ref WireReader reader)
    {
        long start = reader.Offset;
        int count = reader.ReadCount(shape.MinimumSize, type);
        if (count < 0 && !mayBeDefault)
        {
            WireReader.Fail("null where a value must be", type, start);
        }

        if (shape.IsRaw)
        {
            TextSkipper.SkipFar(ref reader, (long)Math.Max(count, 0) * shape.Size);
            return;
        }

        reader.Enter(type);
        for (int i = 0; i < count; i++)
        {
            element.Skip(ref reader);
        }

        reader.Leave();
    }
}
