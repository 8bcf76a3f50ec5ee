using System.Text;

namespace Cells.EndToEnd.Tests.Harness;

/// <summary>The fields of one message in protobuf's wire format, as far as OTLP needs them.</summary>
internal sealed class ProtobufFields
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private readonly List<KeyValuePair<int, byte[]>> _delimited = [];

    /// <summary>Takes a message apart.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public ProtobufFields(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            ulong tag = ReadVarint(ref message);
            int length = (int)(tag & 7) switch
            {
                Varint => SkipVarint(ref message),
                Fixed64 => sizeof(ulong),
                Fixed32 => sizeof(uint),
                Delimited => checked((int)ReadVarint(ref message)),
                int other => throw new FormatException($"wire type {other}"),
            };
            if (length > message.Length)
            {
                throw new FormatException($"a field of {length} bytes where {message.Length} are left");
            }

            if ((tag & 7) == Delimited)
            {
                _delimited.Add(new((int)(tag >> 3), message[..length].ToArray()));
            }

            message = message[length..];
        }
    }

    /// <summary>The messages in a repeated field.</summary>
    public IEnumerable<ProtobufFields> Messages(int number) => All(number).Select(static bytes => new ProtobufFields(bytes));

    /// <summary>A string; empty when it is not there.</summary>
    public string Text(int number) => Encoding.UTF8.GetString(All(number).LastOrDefault() ?? []);

    /// <summary>Bytes in hexadecimal; empty when they are not there.</summary>
    public string Hex(int number) => Convert.ToHexString(All(number).LastOrDefault() ?? []);

    private static int SkipVarint(ref ReadOnlySpan<byte> bytes)
    {
        ReadVarint(ref bytes);
        return 0;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && !bytes.IsEmpty; shift += 7)
        {
            byte next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("a number does not end");
    }

    private IEnumerable<byte[]> All(int number) => _delimited.Where(field => field.Key == number).Select(static field => field.Value);
}
