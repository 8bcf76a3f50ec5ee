using Cells.Schema;

namespace Cells.Build.Tests;

public sealed class DependencyPlannerTests
{
    private static readonly LiveAnswer.NotRunning NotRunning = new();
    private static readonly LiveAnswer.Running Running = new("1.2.0", "f00d", null);

    [Fact]
    public void Auto_takes_the_running_cell_before_its_project()
    {
        DependencyPlan plan = Plan(SourceMode.Auto, Candidate() with { Live = Running });

        Assert.Equal(SchemaSource.Live, plan.Source);
        Assert.False(plan.Build);
    }

    [Fact]
    public void Auto_builds_the_project_of_a_cell_that_does_not_run()
    {
        DependencyPlan plan = Plan(SourceMode.Auto, Candidate());

        Assert.Equal(SchemaSource.Exported, plan.Source);
        Assert.True(plan.Build);
        Assert.Empty(plan.Reason);
    }

    [Fact]
    public void Auto_takes_the_snapshot_when_the_directory_is_gone_and_says_why()
    {
        DependencyPlan plan = Plan(SourceMode.Auto, Candidate() with { Exists = false, ProjectFile = null }, snapshot: true);

        Assert.Equal(SchemaSource.Snapshot, plan.Source);
        Assert.Contains("there is no directory '/mesh/catalog'", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_prefers_a_project_to_a_snapshot()
    {
        Assert.Equal(SchemaSource.Exported, Plan(SourceMode.Auto, Candidate(), snapshot: true).Source);
    }

    [Fact]
    public void Auto_takes_the_old_export_where_it_may_not_build()
    {
        DependencyPlan plan = Plan(SourceMode.Auto, Candidate() with { MayBuild = false, IsExported = true, Cycle = ["/mesh/a", "/mesh/catalog"] }, snapshot: true);

        Assert.Equal(SchemaSource.Exported, plan.Source);
        Assert.False(plan.Build);
        Assert.Contains("part of a cycle", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Cell_that_holds_its_lock_and_does_not_answer_is_built_and_that_is_said()
    {
        DependencyPlan plan = Plan(SourceMode.Auto, Candidate() with { Live = new LiveAnswer.Failed("no answer within 200 ms") });

        Assert.Equal(SchemaSource.Exported, plan.Source);
        Assert.Contains("no answer within 200 ms", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Live_with_nothing_running_names_cell_socket_and_command()
    {
        BuildProblem problem = Fails(SourceMode.Live, Candidate(), snapshot: true);

        Assert.Equal("CELL9002", problem.Id);
        Assert.Contains("'catalog'", problem.Message, StringComparison.Ordinal);
        Assert.Contains("/mesh/catalog/run/public/cell.sock", problem.Message, StringComparison.Ordinal);
        Assert.Contains("cells start \"/mesh/catalog\"", problem.Message, StringComparison.Ordinal);
        Assert.Equal(7, problem.Line);
    }

    [Fact]
    public void Live_with_a_cell_that_does_not_answer_says_so_and_not_to_start_it()
    {
        BuildProblem problem = Fails(SourceMode.Live, Candidate() with { Live = new LiveAnswer.Failed("no answer within 200 ms") });

        Assert.Equal("CELL9002", problem.Id);
        Assert.Contains("runs but gave no schema: no answer within 200 ms", problem.Message, StringComparison.Ordinal);
        Assert.Contains("CellsLiveTimeout", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cycle_without_a_start_is_named_with_the_way_out()
    {
        BuildProblem problem = Fails(SourceMode.Auto, Candidate() with { MayBuild = false, Cycle = ["/mesh/basket", "/mesh/catalog"] });

        Assert.Equal("CELL9003", problem.Id);
        Assert.Contains("basket -> catalog -> basket", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Build 'catalog' once without its dependency on 'basket'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshot_that_is_asked_for_and_missing_is_an_error()
    {
        BuildProblem problem = Fails(SourceMode.Snapshot, Candidate() with { Live = Running });

        Assert.Equal("CELL9001", problem.Id);
        Assert.Contains(".cells/catalog.schema.json", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exported_ignores_what_runs_and_the_snapshot()
    {
        Assert.Equal(SchemaSource.Exported, Plan(SourceMode.Exported, Candidate() with { Live = Running }, snapshot: true).Source);
        Assert.Equal("CELL9001", Fails(SourceMode.Exported, Candidate() with { Exists = false, ProjectFile = null }, snapshot: true).Id);
    }

    [Fact]
    public void First_directory_whose_version_satisfies_is_taken()
    {
        VersionRange two = Range("^2");
        ProducerCandidate old = Candidate() with { Live = Running, SourceVersion = Version("1.2.0") };
        ProducerCandidate fits = Candidate() with { Directory = "/mesh/catalog-v2", ProjectFile = "/mesh/catalog-v2/Catalog.csproj", SourceVersion = Version("2.0.1") };

        DependencyPlan plan = new DependencyPlanner(SourceMode.Auto, "/mesh/basket/cell.toml").Plan(Dependency() with { Version = two }, [old, fits], snapshotExists: true);

        Assert.Equal("/mesh/catalog-v2", plan.Candidate!.Directory);
        Assert.Contains("'^2' does not accept", plan.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Running_cell_of_a_refused_version_gives_way_to_its_newer_source()
    {
        ProducerCandidate candidate = Candidate() with { Live = Running, SourceVersion = Version("2.1.0") };

        DependencyPlan plan = new DependencyPlanner(SourceMode.Auto, "/mesh/basket/cell.toml").Plan(Dependency() with { Version = Range("^2") }, [candidate], snapshotExists: false);

        Assert.Equal(SchemaSource.Exported, plan.Source);
    }

    [Fact]
    public void No_version_that_satisfies_lists_what_was_found()
    {
        ProducerCandidate candidate = Candidate() with { SourceVersion = Version("3.0.0") };
        BuildProblemException exception = Assert.Throws<BuildProblemException>(
            () => new DependencyPlanner(SourceMode.Auto, "/mesh/basket/cell.toml").Plan(Dependency() with { Version = Range("^2") }, [candidate], snapshotExists: false));

        Assert.Equal("CELL9007", exception.Problem.Id);
        Assert.Contains("3.0.0", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", SourceMode.Auto)]
    [InlineData("auto", SourceMode.Auto)]
    [InlineData("Live", SourceMode.Live)]
    [InlineData("exported", SourceMode.Exported)]
    [InlineData("snapshot", SourceMode.Snapshot)]
    internal void Mode_is_read_from_its_word(string text, SourceMode mode) => Assert.Equal(mode, SchemaSourceNames.ParseMode(text));

    [Fact]
    public void Unknown_mode_lists_the_known_ones()
    {
        BuildProblemException exception = Assert.Throws<BuildProblemException>(static () => SchemaSourceNames.ParseMode("lively"));

        Assert.Equal("CELL9012", exception.Problem.Id);
        Assert.Contains("auto, live, exported or snapshot", exception.Message, StringComparison.Ordinal);
    }

    private static DependencyPlan Plan(SourceMode mode, ProducerCandidate candidate, bool snapshot = false)
        => new DependencyPlanner(mode, "/mesh/basket/cell.toml").Plan(Dependency(), [candidate], snapshot);

    private static BuildProblem Fails(SourceMode mode, ProducerCandidate candidate, bool snapshot = false)
        => Assert.Throws<BuildProblemException>(() => Plan(mode, candidate, snapshot)).Problem;

    private static ManifestDependency Dependency() => new()
    {
        Alias = "catalog",
        Paths = EquatableArray.Create<string>(["../catalog"]),
        Line = 7,
        Column = 1,
    };

    private static ProducerCandidate Candidate() => new()
    {
        Directory = "/mesh/catalog",
        Exists = true,
        ProjectFile = "/mesh/catalog/Catalog.csproj",
        SourceVersion = Version("1.0.0"),
        Live = NotRunning,
        MayBuild = true,
    };

    private static SemanticVersion Version(string text) => SemanticVersion.TryParse(text, out SemanticVersion version) ? version : throw new ArgumentException(text);

    private static VersionRange Range(string text) => VersionRange.TryParse(text, out VersionRange range) ? range : throw new ArgumentException(text);
}
