using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Cells.Wire;

/// <content>What a payload may not do: be too short, nest too deep, cost too much. Messages are made out of line, where they cost readers nothing.</content>
public ref partial struct WireReader
{
    // Of 64 for each byte and 64 KiB: objects, strings, arrays and lists take up to 24 for each of their own bytes, and are not accounted for.
    private const int BudgetPerByte = 40;
    private const int BudgetBase = 40 * 1024;
    private const int ComparisonsPerByte = 16;
    private const int ComparisonsBase = 1 << 20;

    private readonly long Length => _spanOffset + _span.Length + _rest;

    /// <summary>The count of a collection, or -1 for null; checked against what is left of the payload before anything is allocated.</summary>
    /// <param name="minimumSize">The fewest bytes that one element takes.</param>
    /// <param name="type">The type's name, for errors.</param>
    internal int ReadCount(int minimumSize, string type)
    {
        int count = ReadValue<int>(type);
        if (count < WireFormat.NullLength || (long)count * minimumSize > Remaining)
        {
            FailCount(count, minimumSize, type);
        }

        return count;
    }

    internal readonly void Require(long bytes, string? type)
    {
        if (bytes > Remaining)
        {
            FailShort(bytes, type);
        }
    }

    /// <summary>Begins a level of nesting: an object, a union, or a collection whose elements may nest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter(string type)
    {
        int depth = ++_depth;
        if ((depth & WireFormat.StackCheckMask) == 0 || depth > WireWriter.MaximumDepth)
        {
            CheckDepth(type);
        }
    }

    internal void Leave() => _depth--;

    /// <summary>Accounts for memory out of proportion to the bytes read, such as an empty queue's first segment, before it is allocated.</summary>
    /// <param name="memory">The memory in bytes.</param>
    /// <param name="type">The type's name, for errors.</param>
    /// <exception cref="CellFormatException">The payload is too small for all the memory that it asks for.</exception>
    public void Charge(long memory, string type)
    {
        _memoryCharged += memory;
        if (_memoryCharged > (Length * BudgetPerByte) + BudgetBase)
        {
            FailMemory(type);
        }
    }

    /// <summary>Accounts for keys that a hash table compares because they share a bucket.</summary>
    internal void ChargeComparisons(int keys, string type)
    {
        _comparisonsCharged += keys;
        if (_comparisonsCharged > (Length * ComparisonsPerByte) + ComparisonsBase)
        {
            Fail(
                $"the keys collide: hash tables would compare more than {ComparisonsPerByte} keys for each of the payload's {Length} bytes; "
                + "a key type of your own needs a GetHashCode that spreads its values",
                type,
                Offset);
        }
    }

    [DoesNotReturn]
    internal static void Fail(string reason, string? type, long offset) => throw new CellFormatException(reason, offset, type);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void CheckDepth(string type)
    {
        if (_depth > WireWriter.MaximumDepth)
        {
            Fail($"objects and collections nest deeper than {WireWriter.MaximumDepth} levels", type, Offset);
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Fail($"the thread's stack ends at {_depth} levels of nesting", type, Offset);
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void FailRemaining() => Fail($"{Remaining} bytes follow the end of the value", "payload", Offset);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void FailMemory(string type) =>
        Fail($"the payload's {Length} bytes ask for too much memory: collections of nulls or of almost nothing, for more than {BudgetPerByte} times its size", type, Offset);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void FailShort(long bytes, string? type) => Fail($"{bytes} bytes are needed, and {Remaining} are left", type, Offset);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void FailCount(int count, int minimumSize, string type)
    {
        string reason = count < WireFormat.NullLength
            ? $"{count} is no count"
            : $"{count} elements need at least {(long)count * minimumSize} bytes, and {Remaining} are left";
        Fail(reason, type, Offset - sizeof(int));
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void FailHeader(byte header, int memberCount, string type)
    {
        string reason = header == WireFormat.NullObject
            ? "null where a value must be"
            : $"{header} members where the type has {memberCount}";
        Fail(reason, type, Offset - 1);
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailTag(int first, int tag, int caseCount, string type, long start)
    {
        string reason = first switch
        {
            WireFormat.NullObject => "null where a value must be",
            > WireFormat.WideTag => $"{first} is no union tag",
            _ => $"no case has the tag {tag}; the union has {caseCount} cases",
        };
        Fail(reason, type, start);
    }
}
