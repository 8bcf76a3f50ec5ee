using System;
using System.IO;
using System.IO.Compression;
using System.Text;
using Microsoft.Build.Utilities;

/// <summary>Draws the packages' icon: seven cells of a honeycomb, the one in the middle alight. The same bytes each time.</summary>
/// <remarks>Compiled by the build that packs, against netstandard2.0.</remarks>
public sealed class DrawIcon : Task
{
    private const int Size = 128;
    private const int Samples = 4;

    /// <summary>From the middle of a cell to its side, and the part of that which is filled.</summary>
    private const double Apothem = 19;
    private const double Filled = 0.88;

    private static readonly byte[] Signature = { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A };

    /// <summary>The PNG.</summary>
    public string File { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File));
        // Renamed into place: whoever packs at the same time never reads half of it.
        string temporary = File + "." + Guid.NewGuid().ToString("N");
        System.IO.File.WriteAllBytes(temporary, Encode(Paint()));
        if (System.IO.File.Exists(File))
        {
            System.IO.File.Delete(File);
        }

        System.IO.File.Move(temporary, File);
        return true;
    }

    /// <summary>Rows of red, green, blue and opacity, each row after the number of its filter.</summary>
    private static byte[] Paint()
    {
        byte[] rows = new byte[Size * (1 + (4 * Size))];
        int at = 0;
        for (int y = 0; y < Size; y++)
        {
            rows[at++] = 0;
            for (int x = 0; x < Size; x++)
            {
                PaintPixel(x, y, rows, at);
                at += 4;
            }
        }

        return rows;
    }

    private static void PaintPixel(int x, int y, byte[] rows, int at)
    {
        double red = 0, green = 0, blue = 0;
        int covered = 0;
        for (int sample = 0; sample < Samples * Samples; sample++)
        {
            double px = x + (((sample % Samples) + 0.5) / Samples) - (Size / 2.0);
            double py = y + (((sample / Samples) + 0.5) / Samples) - (Size / 2.0);
            if (FindCell(px, py) is int cell && cell >= 0)
            {
                covered++;
                red += cell == 0 ? 0xF5 : 0x24;
                green += cell == 0 ? 0xA6 : 0x3B;
                blue += cell == 0 ? 0x23 : 0x53;
            }
        }

        if (covered > 0)
        {
            rows[at] = (byte)(red / covered);
            rows[at + 1] = (byte)(green / covered);
            rows[at + 2] = (byte)(blue / covered);
            rows[at + 3] = (byte)(255 * covered / (Samples * Samples));
        }
    }

    /// <summary>The cell at a point, 0 for the one in the middle; -1 between cells.</summary>
    private static int FindCell(double x, double y)
    {
        for (int cell = 0; cell < 7; cell++)
        {
            double angle = Math.PI / 3 * cell;
            double distance = cell == 0 ? 0 : 2 * Apothem;
            if (IsInside(x - (distance * Math.Cos(angle)), y - (distance * Math.Sin(angle))))
            {
                return cell;
            }
        }

        return -1;
    }

    private static bool IsInside(double x, double y)
    {
        for (int side = 0; side < 3; side++)
        {
            double angle = Math.PI / 3 * side;
            if (Math.Abs((x * Math.Cos(angle)) + (y * Math.Sin(angle))) > Apothem * Filled)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Encode(byte[] rows)
    {
        byte[] header = { 0, 0, 0, Size, 0, 0, 0, Size, 8, 6, 0, 0, 0 };
        MemoryStream png = new MemoryStream();
        png.Write(Signature, 0, Signature.Length);
        WriteChunk(png, "IHDR", header);
        WriteChunk(png, "IDAT", Compress(rows));
        WriteChunk(png, "IEND", Array.Empty<byte>());
        return png.ToArray();
    }

    /// <summary>A zlib stream: two bytes of header, deflate, and the Adler-32 of what went in.</summary>
    private static byte[] Compress(byte[] data)
    {
        MemoryStream output = new MemoryStream();
        output.WriteByte(0x78);
        output.WriteByte(0x9C);
        using (DeflateStream deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(data, 0, data.Length);
        }

        uint a = 1, b = 0;
        foreach (byte value in data)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        WriteNumber(output, (b << 16) | a);
        return output.ToArray();
    }

    private static void WriteChunk(Stream output, string type, byte[] data)
    {
        WriteNumber(output, (uint)data.Length);
        byte[] checkedBytes = new byte[4 + data.Length];
        Encoding.ASCII.GetBytes(type, 0, 4, checkedBytes, 0);
        data.CopyTo(checkedBytes, 4);
        output.Write(checkedBytes, 0, checkedBytes.Length);
        WriteNumber(output, Crc32(checkedBytes));
    }

    private static uint Crc32(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    private static void WriteNumber(Stream output, uint value)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            output.WriteByte((byte)(value >> shift));
        }
    }
}
