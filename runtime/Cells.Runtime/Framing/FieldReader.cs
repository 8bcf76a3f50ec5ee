using System.Buffers.Binary;
using System.Text;

namespace Cells.Framing;

/// <summary>Reads what <see cref="FieldWriter"/> wrote. A reader skips the ids that it does not know.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> source)
{
    private const int HeaderSize = 6;

    private ReadOnlySpan<byte> _rest = source;
    private ReadOnlySpan<byte> _value;

    /// <summary>The id of the current field.</summary>
    public ushort Id { get; private set; }

    /// <summary>The bytes of the current field.</summary>
    public readonly ReadOnlySpan<byte> Value => _value;

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="CellProtocolException">A field reaches over the end.</exception>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < HeaderSize)
        {
            throw new CellProtocolException($"{_rest.Length} bytes are left where a field should start");
        }

        Id = BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_rest[2..]);
        _rest = _rest[HeaderSize..];
        if (length > (uint)_rest.Length)
        {
            throw new CellProtocolException($"field {Id} announces {length} bytes and {_rest.Length} are left");
        }

        _value = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    /// <summary>The current field as text.</summary>
    public readonly string AsText() => Encoding.UTF8.GetString(_value);

    /// <summary>The current field as a number.</summary>
    /// <exception cref="CellProtocolException">It is not four bytes long.</exception>
    public readonly uint AsNumber()
        => _value.Length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(_value)
            : throw new CellProtocolException($"field {Id} has {_value.Length} bytes where a number of 4 is expected");
}
