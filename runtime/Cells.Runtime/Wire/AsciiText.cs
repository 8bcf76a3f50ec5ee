using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Cells.Wire;

/// <summary>ASCII to UTF-16 and back. Most strings are short and ASCII: those take two overlapping steps instead of a loop.</summary>
internal static class AsciiText
{
    private const ulong HighBits = 0x8080_8080_8080_8080;
    private const ushort NotAscii = 0xff80;

    // Bytes, or UTF-16 units, of one step; up to two of them are done here, longer text by the library's wider vectors.
    private const int Step = 8;
    private const int WideStep = 16;

    /// <summary>Widens <paramref name="ascii"/> into <paramref name="target"/>, which is as long.</summary>
    /// <returns>Whether it was ASCII; if not, what <paramref name="target"/> holds is of no use.</returns>
    public static bool TryWiden(ReadOnlySpan<byte> ascii, Span<char> target)
    {
        Span<ushort> units = MemoryMarshal.Cast<char, ushort>(target);
        switch (ascii.Length)
        {
            case < Step:
                int all = 0;
                for (int i = 0; i < ascii.Length; i++)
                {
                    all |= ascii[i];
                    units[i] = ascii[i];
                }

                return all < 0x80;
            case <= 2 * Step:
                ulong first = BinaryPrimitives.ReadUInt64LittleEndian(ascii);
                ulong last = BinaryPrimitives.ReadUInt64LittleEndian(ascii[^Step..]);
                Vector128.WidenLower(Vector128.CreateScalarUnsafe(first).AsByte()).CopyTo(units);
                Vector128.WidenLower(Vector128.CreateScalarUnsafe(last).AsByte()).CopyTo(units[^Step..]);
                return ((first | last) & HighBits) == 0;
            case <= 2 * WideStep:
                Vector128<byte> start = Vector128.Create(ascii);
                Vector128<byte> end = Vector128.Create(ascii[^WideStep..]);
                Vector256.WidenLower(start.ToVector256Unsafe()).CopyTo(units);
                Vector256.WidenLower(end.ToVector256Unsafe()).CopyTo(units[^WideStep..]);
                return (start | end).ExtractMostSignificantBits() == 0;
            default:
                return Ascii.ToUtf16(ascii, target, out _) == OperationStatus.Done;
        }
    }

    /// <summary>Narrows <paramref name="text"/> into the start of <paramref name="target"/>, which is at least as long.</summary>
    /// <returns>Whether it was ASCII; if not, what <paramref name="target"/> holds is of no use.</returns>
    public static bool TryNarrow(ReadOnlySpan<char> text, Span<byte> target)
    {
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        switch (units.Length)
        {
            case < Step:
                int all = 0;
                for (int i = 0; i < units.Length; i++)
                {
                    all |= units[i];
                    target[i] = (byte)units[i];
                }

                return all < 0x80;
            case <= 2 * Step:
                Vector128<ushort> first = Vector128.Create(units);
                Vector128<ushort> last = Vector128.Create(units[^Step..]);
                BinaryPrimitives.WriteUInt64LittleEndian(target, Vector128.Narrow(first, first).AsUInt64().ToScalar());
                BinaryPrimitives.WriteUInt64LittleEndian(target[(units.Length - Step)..], Vector128.Narrow(last, last).AsUInt64().ToScalar());
                return ((first | last) & Vector128.Create(NotAscii)) == Vector128<ushort>.Zero;
            default:
                return Ascii.FromUtf16(text, target, out _) == OperationStatus.Done;
        }
    }
}
