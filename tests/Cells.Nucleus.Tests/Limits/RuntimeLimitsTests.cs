using Cells.Nucleus.Launching;
using Cells.Nucleus.Limits;
using Cells.Nucleus.Tests.Support;

namespace Cells.Nucleus.Tests.Limits;

public class RuntimeLimitsTests
{
    [Fact]
    public void Limits_are_told_to_the_runtime_in_its_own_numbers()
    {
        ProcessLaunch launch = Apply("""
            [limits]
            memory = "256MiB"
            cpu = 1.5
            """);

        // Three quarters of 256 MiB, in hexadecimal; processors in decimal, rounded up.
        Assert.Equal("C000000", launch.Environment["DOTNET_GCHeapHardLimit"], ignoreCase: true);
        Assert.Equal("2", launch.Environment["DOTNET_PROCESSOR_COUNT"]);
        Assert.Equal("/usr/bin:/bin", launch.Environment["PATH"]);
    }

    [Theory]
    [InlineData(0.01, "1")]
    [InlineData(1, "1")]
    [InlineData(12.0001, "13")]
    public void Part_of_a_processor_counts_as_one(double processors, string expected)
        => Assert.Equal(expected, Apply($"[limits]\ncpu = {processors.ToString(System.Globalization.CultureInfo.InvariantCulture)}\n").Environment["DOTNET_PROCESSOR_COUNT"]);

    [Fact]
    public void Cell_without_limits_is_told_nothing()
        => Assert.Equal(["PATH"], Apply("[cell]\n").Environment.Keys);

    [Fact]
    public void Variables_that_the_manifest_sets_are_left_alone()
    {
        ProcessLaunch launch = Apply("""
            [limits]
            memory = "256MiB"
            cpu = 4
            [env]
            DOTNET_GCHeapHardLimit = "1000000"
            """);

        // What sets them is elsewhere; here they are only not set again.
        Assert.False(launch.Environment.ContainsKey("DOTNET_GCHeapHardLimit"));
        Assert.Equal("4", launch.Environment["DOTNET_PROCESSOR_COUNT"]);
    }

    private static ProcessLaunch Apply(string manifest)
    {
        using TemporaryCell cell = new(manifest);
        return new RuntimeLimits().Apply(Programs.Shell("true", "/"), cell.Context);
    }
}
