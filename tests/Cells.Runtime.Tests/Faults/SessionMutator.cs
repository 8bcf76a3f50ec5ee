using System.Buffers.Binary;
using Cells.Framing;

namespace Cells.Runtime.Tests.Faults;

/// <summary>Makes what no sound peer sends out of what sound peers have sent.</summary>
internal sealed class SessionMutator(Random random, params byte[][] sessions)
{
    /// <summary>The bytes of the next connection.</summary>
    public byte[] Next()
    {
        if (random.Next(10) == 0)
        {
            byte[] noise = new byte[random.Next(1, 400)];
            random.NextBytes(noise);
            return noise;
        }

        return Next(sessions[random.Next(sessions.Length)]);
    }

    /// <summary>The bytes of a connection that is nearly <paramref name="session"/>.</summary>
    public byte[] Next(byte[] session)
    {
        List<byte[]> frames = [.. Split(session)];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            Change(frames);
        }

        byte[] bytes = [.. frames.SelectMany(static frame => frame)];
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private void Change(List<byte[]> frames)
    {
        int at = random.Next(frames.Count);
        byte[] frame = [.. frames[at]];
        switch (random.Next(9))
        {
            case 0:
                for (int flips = random.Next(1, 6); flips > 0; flips--)
                {
                    frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                }

                frames[at] = frame;
                break;
            case 1:
                frame[random.Next(frame.Length)] = (byte)random.Next(256);
                frames[at] = frame;
                break;
            case 2:
                // A length that is not the body's: more than comes, less, or more than anybody takes.
                BinaryPrimitives.WriteUInt32LittleEndian(frame, random.Next(4) switch
                {
                    0 => uint.MaxValue,
                    1 => int.MaxValue,
                    2 => (uint)random.Next(1 << 22),
                    _ => (uint)random.Next(frame.Length),
                });
                frames[at] = frame;
                break;
            case 3:
                frame[4] = (byte)random.Next(0x20);
                frames[at] = frame;
                break;
            case 4:
                // A number inside of the body, most often a length or a count.
                if (frame.Length >= FrameHeader.Size + sizeof(int))
                {
                    BinaryPrimitives.WriteInt32LittleEndian(
                        frame.AsSpan(random.Next(FrameHeader.Size, frame.Length - sizeof(int) + 1)), random.Next(2) == 0 ? random.Next(-3, 3) : random.Next(int.MinValue, int.MaxValue));
                }

                frames[at] = frame;
                break;
            case 5:
                frames.RemoveAt(at);
                frames.Add(frame);
                break;
            case 6:
                frames.Insert(random.Next(frames.Count + 1), frame);
                break;
            case 7:
                int cut = random.Next(FrameHeader.Size, frame.Length + 1);
                frames[at] = Resize([.. frame[..cut], .. new byte[random.Next(30)], .. frame[Math.Min(frame.Length, cut + random.Next(10))..]]);
                break;
            default:
                frames.Insert(random.Next(frames.Count + 1), Resize([.. frame, .. frames[random.Next(frames.Count)]]));
                break;
        }
    }

    // The header announces what follows it, so that the body is what is judged.
    private static byte[] Resize(byte[] frame)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - FrameHeader.Size);
        return frame;
    }

    private static IEnumerable<byte[]> Split(byte[] session)
    {
        for (int start = 0; start < session.Length;)
        {
            int end = start + FrameHeader.Size + BinaryPrimitives.ReadInt32LittleEndian(session.AsSpan(start));
            yield return session[start..end];
            start = end;
        }
    }
}
