using Cells.Wire;

namespace Cells.Connections;

/// <summary>Reads the arguments of one event. Implemented by empty structs, generated for each event.</summary>
/// <typeparam name="TEvent">The argument; of several, a tuple.</typeparam>
public interface IEventDecoder<TEvent>
{
    /// <summary>Reads the arguments.</summary>
    /// <exception cref="CellFormatException">The bytes are none.</exception>
    static abstract TEvent Read(ref WireReader reader);

    /// <summary>Writes what <see cref="Read"/> reads, for a cell that a test fakes.</summary>
    static abstract void Write(ref WireWriter writer, in TEvent published);
}
