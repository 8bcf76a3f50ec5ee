namespace Cells.Wire;

/// <summary>Members by composition, so that codecs of objects can be built from vectors without a generator.</summary>
internal readonly struct NoMembers;

/// <summary>A member and those behind it.</summary>
internal struct Members<T, TRest>
{
    public T Head;
    public TRest Rest;
}

/// <summary>Codecs of members.</summary>
internal interface IMemberCodecs<T>
{
    static abstract WireShape[] Shapes { get; }

    static abstract void Write(ref WireWriter writer, in T value, RawLayout layout, int index);

    static abstract T Read(ref WireReader reader, RawLayout layout, int index);
}

internal readonly struct NoMemberCodecs : IMemberCodecs<NoMembers>
{
    public static WireShape[] Shapes => [];

    public static void Write(ref WireWriter writer, in NoMembers value, RawLayout layout, int index)
    {
    }

    public static NoMembers Read(ref WireReader reader, RawLayout layout, int index) => default;
}

internal readonly struct MemberCodecs<T, TCodec, TRest, TRestCodecs> : IMemberCodecs<Members<T, TRest>>
    where TCodec : struct, IWireCodec<T>
    where TRestCodecs : struct, IMemberCodecs<TRest>
{
    public static WireShape[] Shapes => [TCodec.Shape, .. TRestCodecs.Shapes];

    public static void Write(ref WireWriter writer, in Members<T, TRest> value, RawLayout layout, int index)
    {
        writer.WritePadding(layout.PaddingBefore(index));
        TCodec.Write(ref writer, value.Head);
        TRestCodecs.Write(ref writer, value.Rest, layout, index + 1);
    }

    public static Members<T, TRest> Read(ref WireReader reader, RawLayout layout, int index)
    {
        reader.SkipPadding(layout.PaddingBefore(index));
        T head = TCodec.Read(ref reader);
        return new Members<T, TRest> { Head = head, Rest = TRestCodecs.Read(ref reader, layout, index + 1) };
    }
}

/// <summary>A class with members.</summary>
internal sealed class TestClass<T>(T members)
{
    public T Members => members;
}

internal readonly struct TestClassCodec<T, TCodecs> : IWireCodec<TestClass<T>>
    where TCodecs : struct, IMemberCodecs<T>
{
    // A member that is never raw makes the layout an object's, whatever the class has.
    private static readonly RawLayout Layout = RawLayout.Sequential([.. TCodecs.Shapes, WireShape.Object]);

    public static WireShape Shape => WireShape.Object;

    public static void Write(ref WireWriter writer, in TestClass<T> value)
    {
        if (value is null)
        {
            throw new CellFormatException("null");
        }

        writer.WriteObjectHeader(TCodecs.Shapes.Length);
        TCodecs.Write(ref writer, value.Members, Layout, 0);
        writer.EndObject();
    }

    public static TestClass<T> Read(ref WireReader reader)
    {
        reader.ReadObjectHeader(TCodecs.Shapes.Length, "TestClass");
        T members = TCodecs.Read(ref reader, Layout, 0);
        reader.EndObject();
        return new TestClass<T>(members);
    }
}

/// <summary>A struct as generated codecs of generic structs write it: raw or an object, by its members.</summary>
internal readonly struct TestStructCodec<T, TCodecs> : IWireCodec<T>
    where TCodecs : struct, IMemberCodecs<T>
{
    private static readonly RawLayout Layout = RawLayout.Sequential(TCodecs.Shapes);

    public static WireShape Shape => Layout.Shape;

    public static void Write(ref WireWriter writer, in T value)
    {
        writer.BeginStruct(Layout);
        TCodecs.Write(ref writer, value, Layout, 0);
        writer.EndStruct(Layout);
    }

    public static T Read(ref WireReader reader)
    {
        reader.BeginStruct(Layout, "TestStruct");
        T value = TCodecs.Read(ref reader, Layout, 0);
        reader.EndStruct(Layout);
        return value;
    }
}

/// <summary>An enum as its underlying number.</summary>
internal readonly struct TestEnumCodec<T> : IWireCodec<T>
    where T : unmanaged
{
    public static WireShape Shape => WireShape.Primitive(System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    public static void Write(ref WireWriter writer, in T value) => writer.WriteBlock(value);

    public static T Read(ref WireReader reader) => reader.ReadBlock<T>();
}

/// <summary>A value of a union.</summary>
internal sealed record TestUnion(int Tag, object Value);

internal interface ICaseCodecs
{
    static abstract int Count { get; }

    static abstract void Write(ref WireWriter writer, object value, int skip);

    static abstract object Read(ref WireReader reader, int skip);
}

internal readonly struct NoCaseCodecs : ICaseCodecs
{
    public static int Count => 0;

    public static void Write(ref WireWriter writer, object value, int skip) => throw new InvalidOperationException();

    public static object Read(ref WireReader reader, int skip) => throw new InvalidOperationException();
}

internal readonly struct CaseCodecs<T, TCodec, TRest> : ICaseCodecs
    where T : class
    where TCodec : struct, IWireCodec<T>
    where TRest : struct, ICaseCodecs
{
    public static int Count => 1 + TRest.Count;

    public static void Write(ref WireWriter writer, object value, int skip)
    {
        if (skip == 0)
        {
            TCodec.Write(ref writer, (T)value);
        }
        else
        {
            TRest.Write(ref writer, value, skip - 1);
        }
    }

    public static object Read(ref WireReader reader, int skip) => skip == 0 ? TCodec.Read(ref reader) : TRest.Read(ref reader, skip - 1);
}

internal readonly struct TestUnionCodec<TCases> : IWireCodec<TestUnion>
    where TCases : struct, ICaseCodecs
{
    public static WireShape Shape => WireShape.Object;

    public static void Write(ref WireWriter writer, in TestUnion value)
    {
        writer.WriteUnionTag(value.Tag);
        TCases.Write(ref writer, value.Value, value.Tag);
        writer.EndUnion();
    }

    public static TestUnion Read(ref WireReader reader)
    {
        int tag = reader.ReadUnionTag(TCases.Count, "TestUnion");
        object value = TCases.Read(ref reader, tag);
        reader.EndUnion();
        return new TestUnion(tag, value);
    }
}
