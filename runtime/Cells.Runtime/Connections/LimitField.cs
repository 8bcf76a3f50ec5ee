using Cells.Framing;

namespace Cells.Connections;

/// <summary>A limit as a peer announces it.</summary>
internal static class LimitField
{
    /// <summary>Announces <paramref name="value"/>, unless it is the one that the peer assumes.</summary>
    public static void Write(FieldWriter fields, ushort id, int value, int assumed)
    {
        if (value != assumed)
        {
            fields.Write(id, (uint)value);
        }
    }

    /// <summary>Checks <paramref name="value"/>; one that is larger than any real limit counts as the largest.</summary>
    /// <exception cref="CellProtocolException">It is below <paramref name="lowest"/>.</exception>
    public static int Read(uint value, int lowest, string name)
        => value >= (uint)lowest
            ? (int)Math.Min(value, int.MaxValue)
            : throw new CellProtocolException($"the peer's {name} is {value}; at least {lowest} is needed");
}
