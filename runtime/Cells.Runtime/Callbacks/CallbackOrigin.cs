using System.Buffers;
using System.Buffers.Binary;
using Cells.Framing;

namespace Cells.Callbacks;

/// <summary>Where a callback comes from: what stands before the arguments in a request of a server. <c>correlation u32 | parameter u8</c>.</summary>
/// <param name="Call">The correlation of the client's call that passed the callback.</param>
/// <param name="Parameter">The parameter of that call, in the client's schema.</param>
internal readonly record struct CallbackOrigin(uint Call, byte Parameter)
{
    private const int Size = sizeof(uint) + sizeof(byte);

    /// <summary>Appends it.</summary>
    public void Write(PayloadBuffer output)
    {
        Span<byte> target = output.GetSpan(Size);
        BinaryPrimitives.WriteUInt32LittleEndian(target, Call);
        target[sizeof(uint)] = Parameter;
        output.Advance(Size);
    }

    /// <summary>Takes it from the front of a frame's body.</summary>
    /// <exception cref="CellProtocolException">The body is too short.</exception>
    public static CallbackOrigin Read(ref ReadOnlySequence<byte> body)
    {
        Span<byte> source = stackalloc byte[Size];
        if (body.Length < Size)
        {
            throw new CellProtocolException($"a request of a server has {body.Length} bytes where the call and the parameter of its callback take {Size}");
        }

        body.Slice(0, Size).CopyTo(source);
        body = body.Slice(Size);
        return new CallbackOrigin(BinaryPrimitives.ReadUInt32LittleEndian(source), source[sizeof(uint)]);
    }
}

/// <summary>The request of a callback: its origin, then the arguments.</summary>
internal readonly struct CallbackBody<TBody>(CallbackOrigin origin, TBody arguments) : Connections.IRequestBody
    where TBody : struct, Connections.IRequestBody
{
    public Connections.ICallbackPayload? Callbacks => null;

    public void Write(PayloadBuffer output)
    {
        origin.Write(output);
        arguments.Write(output);
    }
}
