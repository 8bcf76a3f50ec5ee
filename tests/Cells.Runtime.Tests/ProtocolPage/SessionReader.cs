using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cells.Runtime.Tests.ProtocolPage;

/// <summary>Reads a recorded session by the page's tables and nothing else.</summary>
/// <param name="tables">What the page says.</param>
internal sealed class SessionReader(ProtocolTables tables)
{
    private const int HeaderSize = 16;
    private const byte MetadataFlag = 1;
    private const byte GapFlag = 2;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdef"u8);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<uint, ushort> _requests = [];
    private readonly HashSet<uint> _answered = [];
    private readonly HashSet<uint> _endedByClient = [];
    private readonly Dictionary<uint, ushort> _answersToServer = [];

    /// <summary>The names of the frames that were read.</summary>
    public List<string> Seen { get; } = [];

    /// <summary>The names of the fields that were read.</summary>
    public HashSet<string> SeenFields { get; } = [];

    /// <summary>The requests that have no answer, and the answers to no request.</summary>
    public IEnumerable<uint> Unanswered => _requests.Keys.Except(_answered).Concat(_answersToServer.Keys);

    /// <summary>Reads everything that one side sent; the client's first, since answers are to requests.</summary>
    /// <exception cref="FormatException">It is not what the page says.</exception>
    public void Read(ReadOnlySpan<byte> bytes, bool isClient)
    {
        bool isFirst = true;
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < HeaderSize)
            {
                throw new FormatException($"{bytes.Length} bytes are left where a frame should start");
            }

            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            FrameRule rule = tables.Frame(bytes[4]) ?? throw new FormatException($"frame type 0x{bytes[4]:X2} is not on the page");
            try
            {
                ReadFrame(rule, bytes[..HeaderSize], bytes.Slice(HeaderSize, length), isClient);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                throw new FormatException($"{rule.Name}: {e.Message}", e);
            }

            // A reject comes in the place of the welcome, or later in that of the agreement.
            bool isOpening = rule.Name is "hello" or "welcome" || (rule.Name == "reject" && isFirst);
            Require(isOpening == isFirst, $"{rule.Name} is {(isFirst ? "" : "not ")}the first frame");

            isFirst = false;
            bytes = bytes[(HeaderSize + length)..];
        }
    }

    private void ReadFrame(FrameRule rule, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, bool isClient)
    {
        Seen.Add(rule.Name);
        byte flags = header[5];
        ushort call = BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        uint correlation = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        Require(isClient ? rule.FromClient : rule.FromServer, $"a {(isClient ? "client" : "server")} does not send it");
        Require((flags & ~(rule.Flags == "metadata" ? MetadataFlag : rule.Flags == "gap" ? GapFlag : 0)) == 0, $"flags 0x{flags:X2}");
        Require(rule.Call is "number" or "any" || call == 0, $"call {call}");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == 0, "the reserved bytes are not 0");
        CheckCorrelation(rule, call, correlation, isClient);
        if ((flags & MetadataFlag) != 0)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(body);
            ReadFields("metadata", body.Slice(2, length), idSize: 1, lengthSize: 2);
            body = body[(2 + length)..];
        }

        ReadBody(rule, body);
    }

    private void CheckCorrelation(FrameRule rule, ushort call, uint correlation, bool isClient)
    {
        switch (rule.Correlation)
        {
            case "0":
                Require(correlation == 0, $"correlation 0x{correlation:X8}");
                break;
            case "new":
                Require(correlation != 0 && correlation >> 31 == (isClient ? 0u : 1u), $"correlation 0x{correlation:X8}");
                Require(_requests.TryAdd(correlation, call), $"correlation 0x{correlation:X8} a second time");
                if (_answersToServer.Remove(correlation, out ushort answered))
                {
                    Require(answered == call, $"an answer for call {answered} to 0x{correlation:X8}, which is for {call}");
                    _answered.Add(correlation);
                }

                break;
            case "answer" when isClient:
                // The server's requests are read after the client's answers to them.
                Require(correlation >> 31 == 1, $"correlation 0x{correlation:X8}");
                Require(_answersToServer.TryAdd(correlation, call), $"a second answer to 0x{correlation:X8}");
                break;
            case "request" when !isClient:
                Require(correlation >> 31 == 1 && _requests.ContainsKey(correlation), $"correlation 0x{correlation:X8} of no request");
                break;
            case "request":
                Require(_requests.ContainsKey(correlation), $"correlation 0x{correlation:X8} of no request");
                break;
            case "stream":
                CheckStream(rule, correlation, isClient ? _endedByClient : _answered);
                break;
            case "stream or 0":
                Require(correlation == 0 || _requests.ContainsKey(correlation), $"correlation 0x{correlation:X8} of no request");
                break;
            case "answer":
                Require(_requests.TryGetValue(correlation, out ushort asked) && asked == call, $"correlation 0x{correlation:X8} of no request for call {call}");
                Require(_answered.Add(correlation), $"a second answer to 0x{correlation:X8}");
                break;
            default:
                throw new FormatException($"the page says '{rule.Correlation}', which this reader does not know");
        }
    }

    private void CheckStream(FrameRule rule, uint correlation, HashSet<uint> ended)
    {
        Require(_requests.ContainsKey(correlation), $"correlation 0x{correlation:X8} of no request");
        Require(!ended.Contains(correlation), $"0x{correlation:X8} has ended");
        if (rule.Name == "end")
        {
            ended.Add(correlation);
        }
    }

    private void ReadBody(FrameRule rule, ReadOnlySpan<byte> body)
    {
        switch (rule.Body.Split(' '))
        {
            case ["bytes"]:
                break;
            case ["empty"]:
                Require(body.IsEmpty, $"a body of {body.Length} bytes");
                break;
            case ["text"]:
                Utf8.GetString(body);
                break;
            case ["items"]:
                Require(!body.IsEmpty, "no items");
                while (!body.IsEmpty)
                {
                    body = body[(sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(body))..];
                }

                break;
            case [string length, "bytes"]:
                Require(body.Length == Number(length), $"a body of {body.Length} bytes");
                break;
            case ["at", "most", string most, "bytes"]:
                Require(body.Length <= Number(most), $"a body of {body.Length} bytes");
                break;
            case ["fields"]:
                ReadFields(rule.Name, body, idSize: 2, lengthSize: 4);
                break;
            case [string prefix, "bytes,", "fields"]:
                Require(rule.Name != "hello" || body.StartsWith("CELL"u8), "no CELL");
                ReadFields(rule.Name, body[Number(prefix)..], idSize: 2, lengthSize: 4);
                break;
            default:
                throw new FormatException($"the page says '{rule.Body}', which this reader does not know");
        }
    }

    private void ReadFields(string place, ReadOnlySpan<byte> bytes, int idSize, int lengthSize)
    {
        HashSet<int> seen = [];
        while (!bytes.IsEmpty)
        {
            int id = idSize == 1 ? bytes[0] : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            bytes = bytes[idSize..];
            int length = lengthSize == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
            ReadOnlySpan<byte> value = bytes.Slice(lengthSize, length);
            bytes = bytes[(lengthSize + length)..];
            FieldRule field = tables.Field(place, id) ?? throw new FormatException($"field {id} of {place} is not on the page");
            Require(seen.Add(id) || field.HowOften == "repeated", $"{place} has {field.Name} twice");
            SeenFields.Add($"{place}: {field.Name}");
            ReadValue(field, value);
        }

        foreach (FieldRule field in tables.Required(place))
        {
            Require(seen.Contains(field.Id), $"{place} has no {field.Name}");
        }
    }

    private void ReadValue(FieldRule field, ReadOnlySpan<byte> value)
    {
        string problem = $"{field.In} has a {field.Name} of {value.Length} bytes, which is no '{field.Form}'";
        switch (field.Form.Split(' '))
        {
            case ["u32"]:
                Require(value.Length == sizeof(uint), problem);
                break;
            case ["u64"]:
                Require(value.Length == sizeof(ulong), problem);
                break;
            case ["bytes"]:
                break;
            case ["text"]:
                Utf8.GetString(value);
                break;
            case ["hex", string digits]:
                Require(value.Length == Number(digits) && !value.ContainsAnyExcept(HexDigits), problem);
                break;
            case [string length, "bytes"]:
                Require(value.Length == Number(length), problem);
                break;
            case ["fields"]:
                ReadFields(field.Name, value, idSize: 2, lengthSize: 4);
                break;
            default:
                throw new FormatException($"the page says '{field.Form}', which this reader does not know");
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Require(bool isRight, string problem)
    {
        if (!isRight)
        {
            throw new FormatException(problem);
        }
    }
}
