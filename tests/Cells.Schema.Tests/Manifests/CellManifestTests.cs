using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Manifests;

public sealed class CellManifestTests
{
    private const string Complete = """
        [cell]
        name = "catalog"
        version = "1.4.0"
        description = "Products and stock."
        replicas = 2
        binary = "bin/catalog"

        [schema]
        accepts = "^1.2"
        forget_after = "60d"

        [deps]
        calculator = "../calculator"
        tax = { path = "../tax", namespace = "Tax", visibility = "internal", version = "^2" }
        geo = { path = ["../geo", "../geo-v2"], version = "^1 || ^2" }

        [life_cycle]
        idle_timeout = "off"
        drain_timeout = "5s"
        overlap = false
        auto_cleanup = false
        keep_log = false
        retire_when_unused = true
        restart = "always"

        [limits]
        max_frame = "1MiB"
        max_connections = 10
        max_inflight = 11
        handshake_timeout = "1s"
        connect_timeout = "2s"
        connection_idle = "3m"
        write_timeout = "4s"
        stream_window = "64KiB"
        connection_window = "128KiB"
        event_buffer = 12
        spin = true
        memory = "512MiB"
        cpu = 1.5

        [listen]
        shared_memory = false

        [auth]
        challenge = "peer"

        [sandbox]
        enabled = true
        network = true

        [env]
        NAME = "value"
        """;

    [Fact]
    public void Complete_manifest_read_has_every_value()
    {
        CellManifest manifest = Read(Complete);

        Assert.Equal("catalog", manifest.Name);
        Assert.Equal("1.4.0", manifest.Version.ToString());
        Assert.Equal("Products and stock.", manifest.Description);
        Assert.Equal(2, manifest.Replicas);
        Assert.Equal("bin/catalog", manifest.Binary);
        Assert.Equal("^1.2", manifest.Schema.Accepts?.ToString());
        Assert.Equal(TimeSpan.FromDays(60), manifest.Schema.ForgetAfter);
        Assert.Equal(["calculator", "tax", "geo"], manifest.Dependencies.Select(dependency => dependency.Alias));
        Assert.Equal(["../geo", "../geo-v2"], manifest.Dependencies[2].Paths);
        ManifestDependency tax = manifest.Dependencies[1];
        Assert.Equal(("Tax", DependencyVisibility.Internal, "^2", 14, 1), (tax.Namespace, tax.Visibility, tax.Version?.ToString(), tax.Line, tax.Column));
        Assert.Equal(
            new LifeCycleSettings
            {
                IdleTimeout = null,
                DrainTimeout = TimeSpan.FromSeconds(5),
                Overlap = false,
                AutoCleanup = false,
                KeepLog = false,
                RetireWhenUnused = true,
                Restart = RestartPolicy.Always,
            },
            manifest.LifeCycle);
        Assert.Equal(
            new LimitSettings
            {
                MaxFrame = 1 << 20,
                MaxConnections = 10,
                MaxInflight = 11,
                HandshakeTimeout = TimeSpan.FromSeconds(1),
                ConnectTimeout = TimeSpan.FromSeconds(2),
                ConnectionIdle = TimeSpan.FromMinutes(3),
                WriteTimeout = TimeSpan.FromSeconds(4),
                StreamWindow = 64 << 10,
                ConnectionWindow = 128 << 10,
                EventBuffer = 12,
                Spin = true,
                Memory = 512L << 20,
                Cpu = 1.5,
            },
            manifest.Limits);
        Assert.False(manifest.Listen.SharedMemory);
        Assert.Equal(new SandboxSettings(true, true), manifest.Sandbox);
        Assert.Equal([new EnvironmentVariable("NAME", "value")], manifest.Environment);
    }

    [Fact]
    public void Empty_manifest_read_has_the_defaults()
    {
        CellManifest manifest = Read("");

        Assert.Null(manifest.Name);
        Assert.Equal("0.0.0", manifest.Version.ToString());
        Assert.Equal(1, manifest.Replicas);
        Assert.Empty(manifest.Dependencies);
        Assert.Equal(TimeSpan.FromDays(30), manifest.Schema.ForgetAfter);
        Assert.Equal(TimeSpan.FromMinutes(10), manifest.LifeCycle.IdleTimeout);
        Assert.Equal(RestartPolicy.OnFailure, manifest.LifeCycle.Restart);
        Assert.Equal(16 << 20, manifest.Limits.MaxFrame);
        Assert.Equal(16_384, manifest.Limits.MaxConnections);
        Assert.Equal(1_024, manifest.Limits.MaxInflight);
        Assert.Null(manifest.Limits.ConnectionIdle);
        Assert.Equal(256 << 10, manifest.Limits.StreamWindow);
        Assert.Null(manifest.Limits.Memory);
        Assert.True(manifest.Listen.SharedMemory);
        Assert.Equal(AuthChallenge.Peer, manifest.Auth.Challenge);
    }

    [Fact]
    public void Manifests_of_equal_content_are_equal()
    {
        Assert.Equal(Read(Complete), Read(Complete));
        Assert.NotEqual(Read(Complete), Read(Complete.Replace("^2\"", "^3\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[cell]\nversoin = \"1.0.0\"", "CELL0002", 2, 1, "did you mean 'version'?")]
    [InlineData("[cell]\nidle_timeout = \"1m\"", "CELL0002", 2, 1, "it belongs in [life_cycle].")]
    [InlineData("[life-cycle]\noverlap = true", "CELL0002", 1, 2, "did you mean 'life_cycle'?")]
    [InlineData("[limits]\nmax-frame = \"1MiB\"", "CELL0002", 2, 1, "did you mean 'max_frame'?")]
    [InlineData("[cell]\nqqqqqqqqqqqqqqq = 1", "CELL0002", 2, 1, "the keys known here are name, version, description, replicas, binary.")]
    [InlineData("[deps]\n  tax = { path = \"../tax\", vresion = \"^2\" }", "CELL0002", 2, 28, "did you mean 'version'?")]
    [InlineData("name = \"x\"", "CELL0002", 1, 1, "it belongs in [cell].")]
    [InlineData("[cell]\nreplicas = \"2\"", "CELL0003", 2, 12, "'[cell] replicas' must be an integer, not a string.")]
    [InlineData("[life_cycle]\noverlap = 1", "CELL0003", 2, 11, "must be true or false, not an integer.")]
    [InlineData("[limits]\nmax_frame = 1024", "CELL0003", 2, 13, "must be a byte size in quotes such as \"64KiB\", not an integer.")]
    [InlineData("cell = 1", "CELL0003", 1, 1, "'cell' must be a table, [cell], not an integer.")]
    [InlineData("[[cell]]", "CELL0003", 1, 3, "not an array of tables.")]
    [InlineData("[deps]\na = 1", "CELL0003", 2, 5, "must be a path in quotes, or a table such as { path = \"../a\" }, not an integer.")]
    [InlineData("[deps]\na = { path = [\"../a\", 2] }", "CELL0003", 2, 23, "not an integer.")]
    [InlineData("[env]\nA = 1", "CELL0003", 2, 5, "must be a string in quotes")]
    [InlineData("[cell]\nversion = \"1.0\"", "CELL0004", 2, 11, "\"1.0\" is no semantic version")]
    [InlineData("[deps]\na = { path = \"../a\", version = \"^x.1\" }", "CELL0005", 2, 32, "'[deps.a] version': \"^x.1\" is no version range")]
    [InlineData("[life_cycle]\nidle_timeout = \"10 minutes\"", "CELL0006", 2, 16, "is no duration")]
    [InlineData("[life_cycle]\ndrain_timeout = \"off\"", "CELL0006", 2, 17, "is no duration")]
    [InlineData("[limits]\nmax_frame = \"16MB\"", "CELL0007", 2, 13, "is no byte size")]
    [InlineData("[deps]\n\"a b\" = \"../a\"", "CELL0008", 2, 1, "\"a b\" is no alias")]
    [InlineData("[deps]\ntax = \"../a\"\nTax = \"../b\"", "CELL0008", 3, 1, "differs from another alias only in case")]
    [InlineData("[cell]\nreplicas = 0", "CELL0009", 2, 12, "'[cell] replicas' is 0: it must be from 1 to 256.")]
    [InlineData("[limits]\nmax_frame = \"2GiB\"", "CELL0009", 2, 13, "is \"2GiB\": it must be from \"1KiB\" to \"1GiB\".")]
    [InlineData("[limits]\ncpu = nan", "CELL0009", 2, 7, "it must be from 0.01 to 1024.")]
    [InlineData("[limits]\ncpu = inf", "CELL0009", 2, 7, "it must be from 0.01 to 1024.")]
    [InlineData("[life_cycle]\nidle_timeout = \"0s\"", "CELL0009", 2, 16, "at least")]
    [InlineData("[life_cycle]\nrestart = \"sometimes\"", "CELL0009", 2, 11, "write \"never\" or \"on-failure\" or \"always\".")]
    [InlineData("[deps]\na = { path = [] }", "CELL0009", 2, 14, "must name at least one directory.")]
    [InlineData("[cell]\nname = \"a/b\"", "CELL0010", 2, 8, "is no legal name")]
    [InlineData("[deps]\na = \"\"", "CELL0010", 2, 5, "is no path")]
    [InlineData("[deps]\na = { path = \"../a\", namespace = \"A.class\" }", "CELL0010", 2, 34, "is no C# namespace")]
    [InlineData("[env]\n1A = \"x\"", "CELL0010", 2, 1, "is no name of a variable")]
    [InlineData("[env]\nCELLS_DIRECTORY = \"x\"", "CELL0010", 2, 1, "belong to the mesh itself")]
    [InlineData("[deps]\na = { version = \"^1\" }", "CELL0011", 2, 5, "[deps.a] lacks 'path'")]
    [InlineData("[cell\n", "CELL0001", 1, 6, "Expected ] to close the header")]
    public void Fault_in_the_manifest_is_reported_at_its_place(string text, string id, int line, int column, string message)
    {
        ManifestReadResult result = CellManifest.Read(text, "shop/cell.toml");

        Assert.Null(result.Manifest);
        ManifestError error = Assert.Single(result.Errors);
        Assert.Equal((id, "shop/cell.toml", line, column), (error.Id, error.Path, error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_are_all_reported_in_order()
    {
        ManifestReadResult result = CellManifest.Read(
            """
            [cell]
            version = "one"
            replicas = 1000
            colour = "red"
            [deps]
            "x y" = { path = 3 }
            """,
            "cell.toml");

        Assert.Equal(["CELL0004", "CELL0009", "CELL0002", "CELL0008", "CELL0003"], result.Errors.Select(error => error.Id));
        Assert.StartsWith("cell.toml(2,11): error CELL0004: ", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Oversized_manifest_is_refused_unread()
    {
        ManifestReadResult result = CellManifest.Read(new string(' ', CellManifest.MaxLength + 1), "cell.toml");

        Assert.Contains("larger than 1MiB", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_manifests_never_throw()
    {
        Gen<string> mutated =
            from start in Gen.Choose(0, Complete.Length)
            from length in Gen.Choose(0, Math.Min(20, Complete.Length - start))
            from insert in Gen.Elements("", "\"", "=", "[", "x", "{", "1", "-1", "99999999999", "nan", "\n", "[env]", "'", "\\")
            select Complete[..start] + insert + Complete[(start + length)..];
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1_000),
            Prop.ForAll(Arb.From(mutated), text =>
            {
                ManifestReadResult result = CellManifest.Read(text, "cell.toml");
                return result.Manifest is null != result.Errors.IsEmpty;
            }));
    }

    private static CellManifest Read(string text)
    {
        ManifestReadResult result = CellManifest.Read(text, "cell.toml");
        Assert.Empty(result.Errors);
        return result.Manifest!;
    }
}
