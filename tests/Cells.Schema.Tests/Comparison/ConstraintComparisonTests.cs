using static Cells.Schema.Tests.Contract;

namespace Cells.Schema.Tests;

public sealed class ConstraintComparisonTests
{
    [Theory]
    [InlineData("", "1..10", "CELL2510")]
    [InlineData("1..10", "", "CELL2511")]
    [InlineData("1..10", "2..10", "CELL2510")]
    [InlineData("1..10", "1..9", "CELL2510")]
    [InlineData("1..10", "1..11", "CELL2511")]
    [InlineData("1..10", "1..10.0", "CELL2309")]
    [InlineData("1..10", "2..11", "CELL2510 CELL2511")]
    [InlineData("..10", "..", "CELL2511")]
    [InlineData("2020-01-01..2030-01-01", "2020-01-01..2031-01-01", "CELL2510 CELL2511")]
    public void Range_compared_by_its_bounds(string before, string after, string rules) =>
        Assert.Equal(rules, Rules(Bounds(ConstraintKind.Range, before), Bounds(ConstraintKind.Range, after)));

    [Fact]
    public void Length_from_zero_is_no_constraint() =>
        Assert.Equal("CELL2309", Rules(Bounds(ConstraintKind.Length, ""), Bounds(ConstraintKind.Length, "0..")));

    [Fact]
    public void Length_of_several_attributes_is_the_tightest()
    {
        Constraint[] before = [.. Bounds(ConstraintKind.Length, "2.."), .. Bounds(ConstraintKind.Length, "..9")];

        Assert.Equal("CELL2511", Rules(before, Bounds(ConstraintKind.Length, "1..9")));
    }

    [Theory]
    [InlineData(null, "a", "CELL2510")]
    [InlineData("a", null, "CELL2511")]
    [InlineData("a", "b", "CELL2512")]
    public void Pattern_compared_as_text(string? before, string? after, string rules) => Assert.Equal(rules, Rules(Pattern(before), Pattern(after)));

    [Fact]
    public void Constraint_of_a_parameter_matters_to_those_who_pass_it()
    {
        CellSchema before = Of(Call("Put", null, Parameter("value", "Int32")));
        CellSchema after = Of(Call("Put", null, Parameter("value", "Int32") with { Constraints = [.. Bounds(ConstraintKind.Range, "1..")] }));

        Assert.Equal(["Breaking CELL2510 Orders.Put(value)"], Comparing.Source(before, after, "call:Orders.Put", "arg:Orders.Put.value"));
        Assert.Equal(["Warning CELL2510 Orders.Put(value)"], Comparing.Source(before, after, "call:Orders.Put"));
        Assert.Equal(["Warning CELL2510 Orders.Put(value)"], Comparing.Wire(before, after));
    }

    private static string Rules(Constraint[] before, Constraint[] after)
    {
        CellSchema[] schemas =
        [
            .. new[] { before, after }.Select(static constraints =>
                Of(Call("Put", null, Parameter("value", "Int32") with { Constraints = constraints.ToEquatableArray() }))),
        ];
        return string.Join(" ", Comparing.Full(schemas[0], schemas[1]).Findings.Select(static finding => finding.Rule.Id));
    }

    private static Constraint[] Bounds(ConstraintKind kind, string text)
    {
        string[] bounds = text.Split("..");
        return text.Length == 0 ? [] : [new Constraint(kind, Bound(bounds[0]), Bound(bounds[1]), null)];
    }

    private static string? Bound(string text) => text.Length == 0 ? null : text;

    private static Constraint[] Pattern(string? pattern) => pattern is null ? [] : [new Constraint(ConstraintKind.Pattern, null, null, pattern)];
}
