using Cells.Tests.WarmBuilds;

namespace Cells.Build.Tests.Builds;

public sealed class MSBuildServerTests
{
    private const string Summary = "    1 Warning(s)\n    0 Error(s)\n\nTime Elapsed 00:00:01.25\n";

    [Theory]
    [InlineData(1, "  app -> app.dll\n\nBuild succeeded.\n\n/app/App.cs(3,4): warning CELL2102: renamed [/app/app.csproj]\n" + Summary, 0)]
    [InlineData(0, "Build succeeded.\n" + Summary, 0)]
    [InlineData(139, "Build succeeded.\n" + Summary, 139)]
    [InlineData(1, "Build FAILED.\n" + Summary, 1)]
    [InlineData(1, "Build succeeded.\n" + Summary + "Build FAILED.\n" + Summary, 1)]
    [InlineData(1, "Build succeeded.\n    0 Warning(s)\n    2 Error(s)\n\nTime Elapsed 00:00:01.25\n", 1)]
    [InlineData(1, "Build succeeded.\n" + Summary + "Hello\nUnhandled exception\n", 1)]
    [InlineData(1, "", 1)]
    public void Result_that_a_client_lost_is_that_of_the_builds_own_last_words(int exitCode, string output, int expected)
        => Assert.Equal(expected, MSBuildServer.ExitCodeOf(exitCode, output));
}
