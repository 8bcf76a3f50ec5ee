namespace Cells.Wire;

/// <summary>Writes and reads one type in the MemoryPack format. Implemented by empty structs, so that generic code is specialised per codec.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IWireCodec<T>
{
    /// <summary>The facts about the type's bytes that enclosing codecs need.</summary>
    static abstract WireShape Shape { get; }

    /// <summary>Appends <paramref name="value"/>.</summary>
    /// <exception cref="CellFormatException">The value cannot be written: a null where none is allowed, a lone surrogate, too deep a nesting.</exception>
    static abstract void Write(ref WireWriter writer, in T value);

    /// <summary>Reads one value.</summary>
    /// <exception cref="CellFormatException">The bytes are no such value.</exception>
    static abstract T Read(ref WireReader reader);
}
