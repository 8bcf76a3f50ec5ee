using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Cells.Build;

/// <summary>Finds what a method body refers to (ECMA-335 III.1.2).</summary>
internal static class IlReader
{
    // The first byte of an instruction whose code has two.
    private const byte Prefix = 0xFE;

    private static readonly OperandType?[] OneByteCodes = Operands(twoBytes: false);
    private static readonly OperandType?[] TwoByteCodes = Operands(twoBytes: true);

    /// <summary>
    /// The methods of its own assembly that <paramref name="body"/> names, each with its instruction's offset: calls, delegates, expression trees.
    /// A method outside a generic type is always named by its definition.
    /// </summary>
    /// <exception cref="BadImageFormatException">It is no IL.</exception>
    public static IEnumerable<(int Offset, MethodDefinitionHandle Method)> FindMethods(BlobReader body)
    {
        while (body.RemainingBytes > 0)
        {
            int offset = body.Offset;
            byte code = body.ReadByte();
            OperandType operand = (code == Prefix ? TwoByteCodes[body.ReadByte()] : OneByteCodes[code])
                ?? throw new BadImageFormatException($"There is no instruction {code:X2} (at IL_{offset:X4}).");
            switch (operand)
            {
                case OperandType.InlineMethod or OperandType.InlineTok:
                    EntityHandle target = Handle(body.ReadInt32(), offset);
                    if (target.Kind == HandleKind.MethodDefinition)
                    {
                        yield return (offset, (MethodDefinitionHandle)target);
                    }

                    break;
                case OperandType.InlineSwitch:
                    uint cases = body.ReadUInt32();
                    Skip(ref body, cases * (long)sizeof(int), offset);
                    break;
                default:
                    Skip(ref body, Size(operand), offset);
                    break;
            }
        }
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

    private static void Skip(ref BlobReader body, long bytes, int offset)
    {
        if (bytes > body.RemainingBytes)
        {
            throw new BadImageFormatException($"The instruction at IL_{offset:X4} reaches over the end of its method.");
        }

        body.Offset += (int)bytes;
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private static OperandType?[] Operands(bool twoBytes)
    {
        OperandType?[] operands = new OperandType?[256];
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            OpCode code = (OpCode)field.GetValue(null)!;
            if (code.Size == (twoBytes ? 2 : 1))
            {
                operands[(byte)code.Value] = code.OperandType;
            }
        }

        return operands;
    }
}
