using Cells.Directories;
using Cells.Schema;

namespace Cells.Nucleus.Launching;

public sealed class LaunchStepsTests
{
    [Fact]
    public void Steps_are_applied_in_order_the_last_outermost()
    {
        LaunchContext context = new(CellDirectory.At("/cell"), CellManifest.Read("[cell]\n", "cell.toml").Manifest!, 0, "/cell/run/bin/0");
        ProcessLaunch launch = new() { FileName = "cell", WorkingDirectory = "/cell" };

        ProcessLaunch applied = new ILaunchStep[] { new Wrapper("inner"), new Wrapper("outer") }.Apply(launch, context);

        Assert.Equal("outer", applied.FileName);
        Assert.Equal(["inner", "cell"], applied.Arguments);
    }

    private sealed class Wrapper(string name) : ILaunchStep
    {
        public ProcessLaunch Apply(ProcessLaunch launch, LaunchContext context)
            => launch with { FileName = name, Arguments = [launch.FileName, .. launch.Arguments] };
    }
}
