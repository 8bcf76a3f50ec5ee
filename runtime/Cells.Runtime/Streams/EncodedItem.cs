using Cells.Connections;
using Cells.Wire;

namespace Cells.Streams;

/// <summary>A value, an item or an event as it is on the wire, for those who know its type at run time only.</summary>
internal readonly struct EncodedItem : IWireCodec<byte[]>, IEventDecoder<byte[]>
{
    /// <inheritdoc/>
    public static WireShape Shape => WireShape.Object;

    /// <inheritdoc cref="IWireCodec{T}.Write"/>
    public static void Write(ref WireWriter writer, in byte[] value) => writer.WriteBytes(value);

    /// <inheritdoc cref="IWireCodec{T}.Read"/>
    public static byte[] Read(ref WireReader reader)
    {
        byte[] item = new byte[reader.Remaining];
        reader.ReadBytes(item, null);
        return item;
    }
}
