using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Cells.Build;

/// <summary>One instruction of a method body.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="Code">What it does.</param>
/// <param name="Number">Its number: of an argument, a local or a branch's target; else 0.</param>
/// <param name="Token">What it names; nil when it names nothing.</param>
/// <param name="Targets">The other targets of a switch.</param>
internal readonly record struct IlInstruction(int Offset, int End, OpCode Code, int Number, EntityHandle Token, IReadOnlyList<int> Targets)
{
    /// <summary>The code as metadata numbers it.</summary>
    public ILOpCode Kind => (ILOpCode)(ushort)Code.Value;
}

/// <summary>Reads the instructions of a method body (ECMA-335 III.1.2).</summary>
internal static class IlReader
{
    // The first byte of an instruction whose code has two.
    private const byte Prefix = 0xFE;

    private static readonly OpCode?[] OneByteCodes = Codes(twoBytes: false);
    private static readonly OpCode?[] TwoByteCodes = Codes(twoBytes: true);

    /// <exception cref="BadImageFormatException">It is no IL.</exception>
    public static List<IlInstruction> Read(BlobReader body)
    {
        List<IlInstruction> instructions = [];
        while (body.RemainingBytes > 0)
        {
            int offset = body.Offset;
            byte first = body.ReadByte();
            OpCode code = (first == Prefix ? TwoByteCodes[body.ReadByte()] : OneByteCodes[first])
                ?? throw new BadImageFormatException($"There is no instruction {first:X2} (at IL_{offset:X4}).");
            int number = 0;
            EntityHandle token = default;
            IReadOnlyList<int> targets = [];
            switch (code.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineVar:
                    number = body.ReadByte();
                    break;
                case OperandType.InlineVar:
                    number = body.ReadUInt16();
                    break;
                case OperandType.ShortInlineI:
                    body.ReadByte();
                    break;
                case OperandType.ShortInlineBrTarget:
                    number = body.ReadSByte() + body.Offset;
                    break;
                case OperandType.InlineBrTarget:
                    number = body.ReadInt32() + body.Offset;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    body.ReadInt64();
                    break;
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    token = Handle(body.ReadInt32(), offset);
                    break;
                case OperandType.InlineSwitch:
                    targets = ReadTargets(ref body, offset);
                    break;
                default:
                    body.ReadInt32();
                    break;
            }

            instructions.Add(new IlInstruction(offset, body.Offset, code, number, token, targets));
        }

        return instructions;
    }

    private static int[] ReadTargets(ref BlobReader body, int offset)
    {
        uint count = body.ReadUInt32();
        if (count * (long)sizeof(int) > body.RemainingBytes)
        {
            throw new BadImageFormatException($"The instruction at IL_{offset:X4} reaches over the end of its method.");
        }

        int[] targets = new int[count];
        int end = body.Offset + ((int)count * sizeof(int));
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = body.ReadInt32() + end;
        }

        return targets;
    }

    private static EntityHandle Handle(int token, int offset)
    {
        try
        {
            return MetadataTokens.EntityHandle(token);
        }
        catch (ArgumentException)
        {
            throw new BadImageFormatException($"{token:X8} is no metadata token (at IL_{offset:X4}).");
        }
    }

    private static OpCode?[] Codes(bool twoBytes)
    {
        OpCode?[] codes = new OpCode?[256];
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            OpCode code = (OpCode)field.GetValue(null)!;
            if (code.Size == (twoBytes ? 2 : 1))
            {
                codes[(byte)code.Value] = code;
            }
        }

        return codes;
    }
}
