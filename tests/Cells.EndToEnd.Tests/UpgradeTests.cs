using Cells.EndToEnd.Tests.Harness;

namespace Cells.EndToEnd.Tests;

/// <summary>Processes of two versions: each consumer was built against the producer of its own version and calls that of the other.</summary>
/// <remarks>The sources are in Versions. <c>depot</c> changed so that either version understands the other; each call of <c>vault</c> changed so that one does not.</remarks>
public sealed class UpgradeTests(UpgradeTests.Mesh mesh) : IClassFixture<UpgradeTests.Mesh>
{
    [Fact]
    public async Task Old_consumer_and_new_producer_talk()
    {
        CommandResult clerk = await mesh.RunClerkAsync("v1");

        Assert.True(clerk.ExitCode == 0, clerk.Everything);
        Assert.Equal(
            [
                // A note that the new version does not have is dropped on the way there, and filled on the way back.
                "put: A-1 3 null 70000/5 1.25",
                "get: A-1 3 null 70000/5 1.25",
                "missing: NotFound B-2 8 no B-2 there",
                "stock: A-1 3 null 70000/5 1.25",
                "describe: v2 got 'x'",
                "note: v2 note in en",
                "paint red: Red",
                "paint green: Green",
                // Blue and Triangle are unknown to the old version.
                "favourite: Executed Depot.Favourite:result",
                "grant: Read",
                "draw circle: Circle { Radius = 2 }",
                "draw square: Square { Side = 4 }",
                "largest: Executed Depot.Largest:result",
                "still: v2 got 'connected'",
            ],
            Lines(clerk));
        await mesh.WaitForLogAsync("v2/depot", "'clerk' 1.0.0 has another schema and is served by plan: 11 calls");
        // Nobody says which calls clerk makes but the record of its build: the new version has no Scrap, and clerk never asks for it.
        await mesh.WaitForLogAsync("v2/depot", "without a plan: Scrap");
    }

    [Fact]
    public async Task Old_consumer_without_its_usage_record_counts_as_using_the_removed_call_and_is_refused()
    {
        string record = Path.Combine(mesh.Root, "v1", "clerk", "bin", "Debug", "net10.0", "clerk.cells-usage.json");
        string text = await File.ReadAllTextAsync(record);
        Assert.Contains("\"call:Depot.Put\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Scrap", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(record, text[..^10]);
        try
        {
            CommandResult clerk = await mesh.RunClerkAsync("v1");

            Assert.NotEqual(0, clerk.ExitCode);
            Assert.Contains("CELL2100 Depot.Scrap: ", clerk.Everything, StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllTextAsync(record, text);
        }
    }

    [Fact]
    public async Task New_consumer_and_old_producer_talk()
    {
        CommandResult clerk = await mesh.RunClerkAsync("v2");

        Assert.True(clerk.ExitCode == 0, clerk.Everything);
        Assert.Equal(
            [
                "put: A-1 3 piece null 70000/5 1.25",
                "fetch: A-1 3 piece null 70000/5 1.25",
                "missing: NotFound B-2 7 no B-2 here",
                "stock: A-1 3 piece null 70000/5 1.25",
                "describe: v1 got 'x'",
                "describe null: NotExecuted Depot.Describe(text)",
                "note: v1 note",
                "no note: Executed Depot.FindNote:result",
                "paint red: Red",
                "paint blue: NotExecuted Depot.Paint(color)",
                "favourite: Red",
                "grant: Read, Erase",
                "draw circle: Circle { Radius = 2 }",
                "draw triangle: NotExecuted Depot.Draw(shape)",
                "largest: Square { Side = 9 }",
                "audit: Incompatible NotExecuted Shop.Depot.Audit: the schemas of this client and of 'depot' have no plan for the call",
                "  CELL2100 Depot.Audit: The call 'Depot.Audit' is removed: consumers that use it cannot connect. (client: Unary int Audit(); server: none)",
                "still: v1 got 'connected'",
            ],
            Lines(clerk));
        await mesh.WaitForLogAsync("v1/depot", "without a plan: Audit");
    }

    [Fact]
    public Task Old_consumer_is_refused_by_the_new_producer_for_each_call_without_a_plan() => CheckVaultAsync(
        "v1",
        "v2",
        [
            ("Keep", "2", null),
            ("Scale", "v2 scaled 5", null),
            ("Weigh", null, "CELL2300 Vault.Weigh:result: "),
            ("Print", null, "CELL2204 Label.Size: "),
            ("Store", null, "CELL2201 Box.Owner: "),
            ("Count", null, "CELL2303 Vault.Count:result: "),
            ("Retire", null, "CELL2100 Vault.Retire: "),
            ("Sign", null, "CELL2205 Card.Name: "),
            ("Move", null, "CELL2110 Vault.Move(floor): "),
        ]);

    [Fact]
    public Task New_consumer_is_refused_by_the_old_producer_for_each_call_without_a_plan() => CheckVaultAsync(
        "v2",
        "v1",
        [
            ("Keep", "1", null),
            ("Scale", null, "CELL2301 Vault.Scale(value): "),
            ("Weigh", "11", null),
            ("Print", "Label { Text = v1 }", null),
            ("Store", "v1 stored 6", null),
            ("Count", null, "CELL2303 Vault.Count:result: "),
            ("Sign", null, "CELL2205 Card.Title: "),
            ("Move", "v1 moved to cellar", null),
        ]);

    /// <summary>Each call on a connection that uses it alone, and at last one that uses all: what is refused is refused with its findings, and the producer logs them.</summary>
    private async Task CheckVaultAsync(string consumer, string producer, (string Call, string? Answer, string? Finding)[] expected)
    {
        CommandResult clerk = await mesh.RunClerkAsync(consumer, Path.Combine(mesh.Root, producer, "vault"));

        Assert.True(clerk.ExitCode == 0, clerk.Everything);
        Queue<string> lines = new(Lines(clerk));
        List<string> refusals = [];
        foreach ((string call, string? answer, string? finding) in expected)
        {
            if (answer is not null)
            {
                Assert.Equal($"{call}: {answer}", lines.Dequeue());
                continue;
            }

            AssertRefused(call, lines.Dequeue());
            string line = lines.Dequeue();
            Assert.StartsWith("  " + finding, line, StringComparison.Ordinal);
            Assert.Contains(" (client: ", line, StringComparison.Ordinal);
            Assert.Contains("; server: ", line, StringComparison.Ordinal);
            await mesh.WaitForLogAsync($"{producer}/vault", line);
            refusals.Add(line);
        }

        AssertRefused("all", lines.Dequeue());
        Assert.Equal(refusals.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));

        void AssertRefused(string call, string line)
        {
            Assert.StartsWith($"{call}: Incompatible NotExecuted 'vault' {producer[1..]}.0.0 serves Shop.Vault with the schema ", line, StringComparison.Ordinal);
            Assert.EndsWith("rebuild 'clerk' while this 'vault' runs", line, StringComparison.Ordinal);
        }
    }

    private static string[] Lines(CommandResult result) => result.Output.TrimEnd('\n').Split('\n');

    /// <summary>Both versions, built and running; then each consumer is pointed at the producer of the other version.</summary>
    public sealed class Mesh : IAsyncLifetime
    {
        private TemporaryMesh? _mesh;

        /// <summary>The directory that holds the two versions.</summary>
        public string Root => _mesh!.Root;

        public async Task InitializeAsync()
        {
            _mesh = TemporaryMesh.Create("up", Repository.Versions);
            foreach (string version in new[] { "v1", "v2" })
            {
                CommandResult build = await _mesh.BuildAsync($"{version}/clerk");
                Assert.True(build.ExitCode == 0, build.Everything);
                await _mesh.StartAsync($"{version}/depot");
                await _mesh.StartAsync($"{version}/vault");
            }

            _mesh.Edit("v1/clerk/cell.toml", "\"../depot\"", "\"../../v2/depot\"");
            _mesh.Edit("v2/clerk/cell.toml", "\"../depot\"", "\"../../v1/depot\"");
        }

        /// <summary>Runs the program as it was built: another build would look at the producer that it now points at.</summary>
        internal Task<CommandResult> RunClerkAsync(string version, params string[] arguments)
            => Command.DotnetAsync(Root, [Path.Combine(Root, version, "clerk", "bin", "Debug", "net10.0", "clerk.dll"), .. arguments]);

        internal Task WaitForLogAsync(string cell, string text) => _mesh!.WaitForLogAsync(cell, text);

        public async Task DisposeAsync() => await (_mesh?.DisposeAsync() ?? default);
    }
}
