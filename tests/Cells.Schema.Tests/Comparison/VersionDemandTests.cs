namespace Cells.Schema.Tests;

public sealed class VersionDemandTests
{
    private static readonly CellSchema Small = Contract.Of(Contract.Call("Get"));
    private static readonly CellSchema Larger = Contract.Of(Contract.Call("Find"), Contract.Call("Get"));

    [Theory]
    [InlineData("1.0.0", "1.0.0", false)]
    [InlineData("1.0.0", "1.0.1", false)]
    [InlineData("1.0.0", "0.9.0", false)]
    [InlineData("1.0.0", "1.1.0-rc.1", true)]
    [InlineData("1.0.0", "1.1.0", true)]
    [InlineData("1.1.0-rc.1", "1.1.0-rc.1", false)]
    [InlineData("0.3.0", "0.3.1", true)]
    public void Addition_needs_a_minor_step(string before, string after, bool isEnough) => Assert.Equal(isEnough, IsEnough(Small, before, Larger, after));

    [Theory]
    [InlineData("1.1.0", "1.9.0", false)]
    [InlineData("1.1.0", "2.0.0-rc.1", true)]
    [InlineData("1.1.0", "2.0.0", true)]
    [InlineData("0.3.0", "0.3.1", false)]
    [InlineData("0.3.0", "0.4.0", true)]
    public void Removal_needs_a_major_step(string before, string after, bool isEnough) => Assert.Equal(isEnough, IsEnough(Larger, before, Small, after));

    [Theory]
    [InlineData("1.0.0", "1.0.0", true)]
    [InlineData("1.0.0", "1.0.0-rc.1", false)]
    [InlineData("1.0.0", "0.9.0", false)]
    public void Version_of_an_unchanged_contract_may_stay_and_not_fall(string before, string after, bool isEnough)
        => Assert.Equal(isEnough, IsEnough(Small, before, Small, after));

    private static bool IsEnough(CellSchema before, string beforeVersion, CellSchema after, string afterVersion)
        => SchemaComparer.Compare(before with { Version = beforeVersion }, after with { Version = afterVersion }).Findings.All(static finding => finding.Rule != CompatibilityRules.VersionTooLow);
}
