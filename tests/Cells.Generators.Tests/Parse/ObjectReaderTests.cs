namespace Cells.Generators.Tests.Parse;

public class ObjectReaderTests
{
    [Fact]
    public void Read_record_keeps_parameters_then_body()
    {
        Check(
            "Order",
            """
            public sealed record Order(Guid Id, string Currency = "EUR", int? Lines = 3)
            {
                public required string Name { get; init; }
                public long Cents { get; set; } = -5;
                public decimal Total => Cents / 100m;
                public static int Count;
                public const int Max = 3;
            }
            """,
            """
            Record Shop.Order
              Guid Id (Positional)
              String Currency (Positional) = Text 'EUR'
              Int32? Lines (Positional) = Number '3'
              required String Name (Init)
              Int64 Cents (Set) = Number '-5'
            """);
    }

    [Fact]
    public void Read_class_flattens_base_types_first()
    {
        Check(
            "Derived",
            """
            public class Base { public int A { get; set; } public virtual string? B { get; set; } }
            public class Middle : Base { public override string? B { get; set; } public byte C; }
            public sealed class Derived : Middle { public int D { get; init; } }
            """,
            """
            Class Shop.Derived
              Int32 A (Set)
              String? B (Set)
              Byte C (Field)
              Int32 D (Init)
            """);
    }

    [Fact]
    public void Read_positional_base_member_is_set_through_the_constructor()
    {
        CellDraft draft = Check(
            "Circle",
            """
            [Union] public abstract record Shape(string Color) { public int Layer { get; init; } }
            public sealed record Circle(double R, string Color) : Shape(Color);
            """,
            """
            Record Shop.Circle : Shop.Shape
              Double R (Positional)
              Int32 Layer (Init)
              String Color (Positional)
            UnionRecord Shop.Shape cases=Shop.Circle
            """);
        Assert.Equal(["R", "Color"], draft.Model.DeclaredTypes.Single(type => type.Name == "Shop.Circle").ConstructorMembers);
    }

    [Fact]
    public void Read_get_only_members_come_from_the_constructor()
    {
        CellDraft draft = Check(
            "Item",
            """
            public sealed class Item(string sku, int stock = 1)
            {
                public int Stock { get; } = stock;
                public string Sku { get; } = sku;
                public string? Note { get; set; }
            }
            """,
            """
            Class Shop.Item
              String Sku (Constructor)
              Int32 Stock (Constructor) = Number '1'
              String? Note (Set)
            """);
        Assert.Equal(["Sku", "Stock"], draft.Model.DeclaredTypes.Single().ConstructorMembers);
    }

    [Fact]
    public void Read_structs_keep_the_order_of_their_fields()
    {
        Check(
            "Fix",
            """
            public readonly record struct Fix(double Lat, float Lon) { public readonly byte Zone { get; init; } }
            public struct Raw { public int A; public byte B { get; set; } }
            """,
            """
            readonly RecordStruct Shop.Fix
              Double Lat (Positional)
              Single Lon (Positional)
              Byte Zone (Init)
            """);
    }

    [Fact]
    public void Read_generic_definition_is_exported_once()
    {
        CellDraft draft = Parsing.Calls(
            "[Call] public Page<Item> Items(Page<string?> names) => throw null!;",
            "public sealed record Page<T>(List<T> Items, int Index); public sealed record Item(int Id);");

        Assert.Empty(Parsing.Problems(draft));
        Assert.Equal(
            """
            call Items(Shop.Page`1<String?> names) -> Shop.Page`1<Shop.Item>
            Record Shop.Item
              Int32 Id (Positional)
            Record Shop.Page`1<T>
              List<!T> Items (Positional)
              Int32 Index (Positional)
            """,
            SchemaText.Of(draft));
    }

    [Fact]
    public void Read_nested_and_recursive_types_are_named_with_dots()
    {
        CellDraft draft = Check(
            "Outer.Node",
            "public static class Outer { public sealed record Node(int Id, Node? Next); }",
            """
            Record Shop.Outer.Node
              Int32 Id (Positional)
              Shop.Outer.Node? Next (Positional)
            """);
        Assert.Equal("Shop", draft.Model.DeclaredTypes.Single().Namespace);
    }

    [Fact]
    public void Read_initializers_are_defaults_opaque_or_nothing()
    {
        Check(
            "Order",
            """
            public enum State { New, Paid = 5 }
            [Flags] public enum Days { None = 0, Mon = 1, Tue = 2 }
            public sealed class Order
            {
                public string Empty { get; set; } = string.Empty;
                public string Missing { get; set; } = null!;
                public string? Null { get; set; } = null;
                public double Tenth { get; set; } = 0.1;
                public double FromFloat { get; set; } = 0.5f;
                public decimal Price { get; set; } = 1.50m;
                public char Letter { get; set; } = 'x';
                public bool Flag { get; set; } = true;
                public State State { get; set; } = State.Paid;
                public Days Days { get; set; } = Days.Mon | Days.Tue;
                public State Odd { get; set; } = (State)7;
                public List<int> Tags { get; set; } = [];
                public Dictionary<int, int> Map { get; set; } = new();
                public IReadOnlyList<int> Made { get; set; } = new List<int>();
                public Guid Trace { get; set; } = Guid.NewGuid();
                public List<int> Full { get; set; } = [1];
                public Guid Zero { get; set; } = default;
                public ulong Big { get; set; } = ulong.MaxValue;
                public int Field = 0x10;
            }
            """,
            """
            Enum Shop.Days : Int32 flags
              None = 0
              Mon = 1
              Tue = 2
            Class Shop.Order
              String Empty (Set) = Text
              String Missing (Set)
              String? Null (Set) = Null
              Double Tenth (Set) = Number '0.1'
              Double FromFloat (Set) = Number '0.5'
              Decimal Price (Set) = Number '1.50'
              Char Letter (Set) = Text 'x'
              Boolean Flag (Set) = Boolean 'true'
              Shop.State State (Set) = EnumName 'Paid'
              Shop.Days Days (Set) = EnumName 'Mon, Tue'
              Shop.State Odd (Set) = EnumName '7'
              List<Int32> Tags (Set) = Empty
              Dictionary<Int32, Int32> Map (Set) = Empty
              IReadOnlyList<Int32> Made (Set) = Empty
              Guid Trace (Set) = opaque
              List<Int32> Full (Set) = opaque
              Guid Zero (Set) = Zero
              UInt64 Big (Set) = Number '18446744073709551615'
              Int32 Field (Field) = Number '16'
            Enum Shop.State : Int32
              New = 0
              Paid = 5
            """);
    }

    [Fact]
    public void Read_attributes_of_members_and_parameters_are_both_seen()
    {
        Check(
            "Order",
            """
            [Renamed("Purchase"), Obsolete]
            public sealed record Order([Range(1, 100)] int Lines, [Renamed("Name"), StringLength(40, MinimumLength = 2)] string FullName)
            {
                [RegularExpression("^[A-Z]{2}$"), Obsolete("Use Region.")] public string Country { get; init; } = "NL";
                [MinLength(1)] public List<int> Tags { get; init; } = [];
                [Range(0.5, 1.5)] public double? Rate { get; init; }
            }
            """,
            """
            Record Shop.Order was Purchase obsolete ''
              Int32 Lines (Positional) Range[1..100]
              String FullName (Positional) was Name Length[2..40]
              String Country (Init) = Text 'NL' Pattern[^[A-Z]{2}$] obsolete 'Use Region.'
              List<Int32> Tags (Init) = Empty Length[1..]
              Double? Rate (Init) Range[0.5..1.5]
            """);
    }

    [Fact]
    public void Read_enums_keep_declaration_order_and_openness()
    {
        Check(
            "Color",
            "[Open] public enum Color : byte { Red = 3, [Renamed(\"Green\")] Lime = 1, [Obsolete(\"No.\")] Blue }",
            """
            Enum Shop.Color : Byte open
              Red = 3
              Lime = 1 was Green
              Blue = 2 obsolete 'No.'
            """);
    }

    [Fact]
    public void Read_unions_number_their_cases_in_file_order()
    {
        Check(
            "Shape",
            """
            [Union] public abstract class Shape { public sealed class Square : Shape { public int A { get; set; } } }
            public sealed class Circle : Shape { public double R { get; set; } }
            """,
            """
            Class Shop.Circle : Shop.Shape
              Double R (Set)
            UnionClass Shop.Shape cases=Shop.Shape.Square, Shop.Circle
            Class Shop.Shape.Square : Shop.Shape
              Int32 A (Set)
            """);
    }

    [Fact]
    public void Read_errors_have_their_own_members_and_a_constant_status()
    {
        CellDraft draft = Parsing.Calls(
            "[Call, Throws<OutOfStock>, Throws<Vague>] public void Take(int id) { }",
            """
            public abstract class StockError(string sku) : CellException(CellStatus.FailedPrecondition, "stock") { public string Sku { get; } = sku; }
            public sealed class OutOfStock(string sku, int left) : StockError(sku)
            {
                public int Left { get; } = left;
                public override string Message => "out of stock";
            }
            public sealed class Vague(CellStatus status) : CellException(status, "vague");
            """);

        Assert.Empty(Parsing.Problems(draft));
        Assert.Equal(
            """
            call Take(Int32 id) ! Shop.OutOfStock, Shop.Vague
            Error Shop.OutOfStock status=FailedPrecondition
              String Sku (Constructor)
              Int32 Left (Constructor)
            Error Shop.Vague
            """,
            SchemaText.Of(draft));
    }

    [Fact]
    public void Read_documentation_is_inner_xml_of_type_and_members()
    {
        CellDraft draft = Parsing.Calls(
            """
            /// <summary>Finds   it.</summary>
            /// <param name="order">Which.</param>
            /// <param name="cancel">Never mind.</param>
            [Call] public Order Find(Order order, CancellationToken cancel) => order;
            """,
            """
            /// <summary>
            /// An order
            ///   with <c>lines</c>.
            /// </summary>
            /// <param name="Id">The id.</param>
            public sealed record Order(int Id)
            {
                /// <summary>The name &amp; more.</summary>
                public string? Name { get; init; }
            }
            """);

        Assert.Equal("<summary>Finds   it.</summary>\n<param name=\"order\">Which.</param>", draft.Model.Schema.Calls[0].Documentation);
        Assert.Equal("<summary>\nAn order\n  with <c>lines</c>.\n</summary>", draft.Model.Schema.Types[0].Documentation);
        Assert.Equal("<summary>The id.</summary>", draft.Model.Schema.Types[0].Members[0].Documentation);
        Assert.Equal("<summary>The name &amp; more.</summary>", draft.Model.Schema.Types[0].Members[1].Documentation);
    }

    private static CellDraft Check(string type, string types, string expected)
    {
        CellDraft draft = Parsing.Calls($"[Call] public void Put({type} value) {{ }}", types);

        Assert.Empty(Parsing.Problems(draft));
        Assert.Equal($"call Put(Shop.{type} value)\n{expected}", SchemaText.Of(draft));
        return draft;
    }
}
