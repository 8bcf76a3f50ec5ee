using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Cells.Schema.Tests.Layouts;

/// <summary>What the runtime that runs the tests says about the layout of its own types.</summary>
internal static class RuntimeLayout
{
    private const int ElementsPerTuple = 7;

    public struct Probe<T>(T value)
    {
        public byte Before = 1;
        public T Value = value;
    }

    public struct Two<T1, T2>(T1 a, T2 b)
    {
        public T1 A = a;
        public T2 B = b;
    }

    public struct Three<T1, T2, T3>(T1 a, T2 b, T3 c)
    {
        public T1 A = a;
        public T2 B = b;
        public T3 C = c;
    }

    public struct Four<T1, T2, T3, T4>(T1 a, T2 b, T3 c, T4 d)
    {
        public T1 A = a;
        public T2 B = b;
        public T3 C = c;
        public T4 D = d;
    }

    public static int SizeOf(Type type) => (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    /// <summary>The alignment of a type: where it begins after a byte.</summary>
    public static int AlignmentOf(Type type) => OffsetOf(typeof(Probe<>).MakeGenericType(type), nameof(Probe<>.Value));

    public static int OffsetOf(Type type, params string[] path)
    {
        DynamicMethod method = new("Offset", typeof(int), [], typeof(RuntimeLayout).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder local = il.DeclareLocal(type);
        il.Emit(OpCodes.Ldloca, local);
        Type current = type;
        foreach (string name in path)
        {
            FieldInfo field = current.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
            il.Emit(OpCodes.Ldflda, field);
            current = field.FieldType;
        }

        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldloca, local);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I4);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<int>>()();
    }

    /// <summary>The tuple that C# makes of the element types.</summary>
    public static Type Tuple(IReadOnlyList<Type> elements)
    {
        Type[] definitions =
        [
            typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>),
            typeof(ValueTuple<,,,,,,>),
        ];
        return elements.Count <= ElementsPerTuple
            ? definitions[elements.Count - 1].MakeGenericType([.. elements])
            : typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. elements.Take(ElementsPerTuple), Tuple([.. elements.Skip(ElementsPerTuple)])]);
    }

    /// <summary>The fields that lead to the element <paramref name="index"/> of a tuple.</summary>
    public static string[] TuplePath(int index) => index < ElementsPerTuple ? [$"Item{index + 1}"] : ["Rest", .. TuplePath(index - ElementsPerTuple)];

    public static Type Struct(IReadOnlyList<Type> fields) => fields.Count switch
    {
        2 => typeof(Two<,>).MakeGenericType([.. fields]),
        3 => typeof(Three<,,>).MakeGenericType([.. fields]),
        _ => typeof(Four<,,,>).MakeGenericType([.. fields]),
    };

    public static int[] StructOffsets(Type type, int count) => [.. new[] { "A", "B", "C", "D" }.Take(count).Select(name => OffsetOf(type, name))];
}
