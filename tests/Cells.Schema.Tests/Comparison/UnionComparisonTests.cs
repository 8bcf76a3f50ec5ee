using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class UnionComparisonTests
{
    private const string Shape = "Shop.Shape";

    private static readonly TypeSchema Circle = Record("Shop.Circle", Positional("R", "Double")) with { CaseOf = Shape };

    private static readonly TypeSchema Square = Record("Shop.Square", Positional("A", "Double")) with { CaseOf = Shape };

    [Fact]
    public void Cases_reordered_are_a_change_of_form_with_a_plan()
    {
        CellSchema before = Put(Shape, Union(Shape, "Shop.Circle", "Shop.Square"), Circle, Square);
        CellSchema after = Put(Shape, Union(Shape, "Shop.Square", "Shop.Circle"), Circle, Square);

        Assert.Equal(["Compatible CELL2309 Shape"], Comparing.Source(before, after));
        UnionPlan plan = Assert.IsType<UnionPlan>(SchemaComparer.CanRead(after, Type(Shape), before, Type(Shape)).Plan);
        Assert.False(plan.IsIdentity);
        Assert.Equal([1, 0], plan.Cases.Select(static unionCase => unionCase!.ReaderTag));
    }

    [Fact]
    public void Case_unknown_to_the_reader_has_no_plan_of_its_own()
    {
        CellSchema before = Put(Shape, Union(Shape, "Shop.Circle", "Shop.Square"), Circle, Square);
        CellSchema after = Put(Shape, Union(Shape, "Shop.Circle"), Circle);

        Assert.Equal(["Warning CELL2402 Shape.Square"], Comparing.Wire(before, after));
        UnionPlan plan = Assert.IsType<UnionPlan>(SchemaComparer.CanRead(after, Type(Shape), before, Type(Shape)).Plan);
        Assert.NotNull(plan.Cases[0]);
        Assert.Null(plan.Cases[1]);
    }

    [Fact]
    public void Case_renamed_without_attribute_is_one_finding()
    {
        TypeSchema box = Square with { Name = "Shop.Box" };

        Assert.Equal(
            ["Breaking CELL2403 Shape.Square"],
            Comparing.Source(
                Echo(Shape, Union(Shape, "Shop.Circle", "Shop.Square"), Circle, Square), Echo(Shape, Union(Shape, "Shop.Circle", "Shop.Box"), Circle, box)));
    }

    [Fact]
    public void Case_that_moved_keeps_its_identity()
    {
        TypeSchema moved = Circle with { Name = "Shop.Shapes.Circle" };

        Assert.Equal(
            ["Breaking CELL2307 Circle"],
            Comparing.Source(Get(Shape, Union(Shape, "Shop.Circle"), Circle), Get(Shape, Union(Shape, "Shop.Shapes.Circle"), moved)));
    }

    [Fact]
    public void Case_without_a_plan_leaves_its_union_without_one()
    {
        TypeSchema after = Circle with { Members = [.. Circle.Members, Positional("Fill", "Int32")] };
        SchemaComparison comparison = Comparing.Full(Put(Shape, Union(Shape, "Shop.Circle"), Circle), Put(Shape, Union(Shape, "Shop.Circle"), after));

        Assert.Equal("Circle.Fill", Assert.Single(comparison.Findings).Path);
        Assert.False(comparison.CanReadRequests);
    }
}
