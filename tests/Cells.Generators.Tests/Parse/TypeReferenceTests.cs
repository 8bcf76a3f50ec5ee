namespace Cells.Generators.Tests.Parse;

public class TypeReferenceTests
{
    [Theory]
    [InlineData("bool", "Boolean")]
    [InlineData("sbyte", "SByte")]
    [InlineData("byte", "Byte")]
    [InlineData("short", "Int16")]
    [InlineData("ushort", "UInt16")]
    [InlineData("int", "Int32")]
    [InlineData("uint", "UInt32")]
    [InlineData("long", "Int64")]
    [InlineData("ulong", "UInt64")]
    [InlineData("Int128", "Int128")]
    [InlineData("UInt128", "UInt128")]
    [InlineData("Half", "Half")]
    [InlineData("float", "Single")]
    [InlineData("double", "Double")]
    [InlineData("decimal", "Decimal")]
    [InlineData("char", "Char")]
    [InlineData("System.Text.Rune", "Rune")]
    [InlineData("Guid", "Guid")]
    [InlineData("DateTime", "DateTime")]
    [InlineData("DateTimeOffset", "DateTimeOffset")]
    [InlineData("TimeSpan", "TimeSpan")]
    [InlineData("DateOnly", "DateOnly")]
    [InlineData("TimeOnly", "TimeOnly")]
    [InlineData("string", "String")]
    [InlineData("Uri", "Uri")]
    [InlineData("Version", "Version")]
    [InlineData("string?", "String?")]
    [InlineData("int?", "Int32?")]
    [InlineData("Guid?", "Guid?")]
    [InlineData("byte[]", "Array<Byte>")]
    [InlineData("string?[]?", "Array<String?>?")]
    [InlineData("int[][]", "Array<Array<Int32>>")]
    [InlineData("List<string?>", "List<String?>")]
    [InlineData("IEnumerable<int>", "IEnumerable<Int32>")]
    [InlineData("ICollection<int>", "ICollection<Int32>")]
    [InlineData("IList<int>", "IList<Int32>")]
    [InlineData("IReadOnlyCollection<int>", "IReadOnlyCollection<Int32>")]
    [InlineData("IReadOnlyList<int>?", "IReadOnlyList<Int32>?")]
    [InlineData("System.Collections.ObjectModel.Collection<int>", "Collection<Int32>")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyCollection<int>", "ReadOnlyCollection<Int32>")]
    [InlineData("System.Collections.ObjectModel.ObservableCollection<int>", "ObservableCollection<Int32>")]
    [InlineData("LinkedList<int>", "LinkedList<Int32>")]
    [InlineData("Queue<int>", "Queue<Int32>")]
    [InlineData("Stack<int>", "Stack<Int32>")]
    [InlineData("System.Collections.Concurrent.ConcurrentQueue<int>", "ConcurrentQueue<Int32>")]
    [InlineData("System.Collections.Concurrent.ConcurrentStack<int>", "ConcurrentStack<Int32>")]
    [InlineData("System.Collections.Concurrent.ConcurrentBag<int>", "ConcurrentBag<Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableArray<int>?", "ImmutableArray<Int32>?")]
    [InlineData("System.Collections.Immutable.ImmutableList<int>", "ImmutableList<Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableQueue<int>", "ImmutableQueue<Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableStack<int>", "ImmutableStack<Int32>")]
    [InlineData("Memory<byte>", "Memory<Byte>")]
    [InlineData("ReadOnlyMemory<byte>", "ReadOnlyMemory<Byte>")]
    [InlineData("System.Buffers.ReadOnlySequence<byte>", "ReadOnlySequence<Byte>")]
    [InlineData("ArraySegment<byte>", "ArraySegment<Byte>")]
    [InlineData("HashSet<int>", "HashSet<Int32>")]
    [InlineData("SortedSet<int>", "SortedSet<Int32>")]
    [InlineData("ISet<int>", "ISet<Int32>")]
    [InlineData("IReadOnlySet<int>", "IReadOnlySet<Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableHashSet<int>", "ImmutableHashSet<Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableSortedSet<int>", "ImmutableSortedSet<Int32>")]
    [InlineData("System.Collections.Frozen.FrozenSet<int>", "FrozenSet<Int32>")]
    [InlineData("Dictionary<string, int?>", "Dictionary<String, Int32?>")]
    [InlineData("IDictionary<int, string?>", "IDictionary<Int32, String?>")]
    [InlineData("IReadOnlyDictionary<int, int>", "IReadOnlyDictionary<Int32, Int32>")]
    [InlineData("SortedDictionary<int, int>", "SortedDictionary<Int32, Int32>")]
    [InlineData("SortedList<int, int>", "SortedList<Int32, Int32>")]
    [InlineData("System.Collections.Concurrent.ConcurrentDictionary<int, int>", "ConcurrentDictionary<Int32, Int32>")]
    [InlineData("System.Collections.ObjectModel.ReadOnlyDictionary<int, int>", "ReadOnlyDictionary<Int32, Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableDictionary<int, int>", "ImmutableDictionary<Int32, Int32>")]
    [InlineData("System.Collections.Immutable.ImmutableSortedDictionary<int, int>", "ImmutableSortedDictionary<Int32, Int32>")]
    [InlineData("System.Collections.Frozen.FrozenDictionary<int, int>", "FrozenDictionary<Int32, Int32>")]
    [InlineData("(int Min, string? Max)", "(Int32 Min, String? Max)")]
    [InlineData("(int, string)?", "(Int32, String)?")]
    [InlineData("(int A, int, int, int, int, int, int, int H, string I)", "(Int32 A, Int32, Int32, Int32, Int32, Int32, Int32, Int32 H, String I)")]
    [InlineData("ValueTuple<int>", "(Int32)")]
    [InlineData("KeyValuePair<string, int>", "KeyValuePair<String, Int32>")]
    public void Read_builtin_type_becomes_reference(string type, string expected)
    {
        CellDraft draft = Parsing.Echo(type);

        Assert.Empty(Parsing.Problems(draft));
        Assert.Equal($"call Echo({expected} value) -> {expected}", SchemaText.Of(draft));
    }

    [Theory]
    [InlineData("object", "object", "use a declared type")]
    [InlineData("dynamic", "dynamic", "use a declared type")]
    [InlineData("nint", "nint", "use long")]
    [InlineData("Tuple<int, int>", "Tuple<int, int>", "use a value tuple")]
    [InlineData("Lazy<int>", "Lazy<int>", "use the value itself")]
    [InlineData("System.Numerics.BigInteger", "BigInteger", "use Int128")]
    [InlineData("System.Globalization.CultureInfo", "CultureInfo", "use a string")]
    [InlineData("System.Text.StringBuilder", "StringBuilder", "use string")]
    [InlineData("Func<int>", "Func<int>", "declare another call")]
    [InlineData("IDisposable", "IDisposable", "use a class or record")]
    [InlineData("int[,]", "int[*,*]", "use an array of arrays")]
    [InlineData("DayOfWeek", "DayOfWeek", "declare one")]
    [InlineData("List<IAsyncEnumerable<int>>", "IAsyncEnumerable<int>", "use a list")]
    [InlineData("Exception", "Exception", "use a record")]
    public void Read_foreign_type_is_reported_with_a_way_out(string type, string named, string hint)
    {
        CellDraft draft = Parsing.Calls($"[Call] public void Put({type} value) {{ }}");

        ContractProblem problem = Assert.Single(draft.Problems);
        Assert.Equal(ContractRules.NotContractType, problem.Id);
        Assert.StartsWith("Sample.Put(value)", problem.Arguments[0], StringComparison.Ordinal);
        Assert.Equal(named.Replace("[*,*]", "[,]"), problem.Arguments[1]);
        Assert.Contains(hint, problem.Arguments[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Read_nested_member_names_the_path_that_reached_it()
    {
        CellDraft draft = Parsing.Echo("Order", "public sealed record Order(List<Line> Lines); public sealed record Line(object Tag);");

        Assert.Equal(
            ["CELL1001: Order.Lines[].Tag | object | use a declared type, or a [Union] of the types that it may be"],
            Parsing.Problems(draft));
    }

    [Fact]
    public void Read_oblivious_reference_is_reported()
    {
        CellDraft draft = Parsing.Echo("Order", "\n#nullable disable\npublic sealed record Order(string Name, int Count);");

        Assert.Equal(["CELL1002: Order.Name | string"], Parsing.Problems(draft));
    }

    [Fact]
    public void Read_nullable_key_is_reported()
    {
        CellDraft draft = Parsing.Calls("[Call] public void Put(List<Dictionary<int?, int>> value) { }");

        Assert.Equal(["CELL1016: Sample.Put(value)[] | int?"], Parsing.Problems(draft));
    }
}
