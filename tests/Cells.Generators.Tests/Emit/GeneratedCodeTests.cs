using Cells.Schema;

namespace Cells.Generators.Tests.Emit;

public class GeneratedCodeTests
{
    [Fact]
    public void Producer_every_kind_of_type_matches_snapshot() => Snapshot.Match(WithoutDocument(CellEmitter.Emit(SampleContract.Model)), "Producer");

    [Fact]
    public void Consumer_every_kind_of_type_matches_snapshot() => Snapshot.Match(WithoutDocument(Consume(SampleContract.Schema)), "Consumer");

    [Fact]
    public void Consumer_namespace_and_visibility_of_manifest_apply()
    {
        IReadOnlyList<GeneratedSource> files = Consume(SampleContract.Schema, new DependencySettings("catalog", "Goods.Api", "internal"));

        Assert.Contains(files, file => file.HintName == "Goods.Api.Shape.Circle.g.cs" && file.Text.Contains("namespace Goods.Api;", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Text.Contains("internal interface ICatalog", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Text.Contains("global::Shop.", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Text.Contains("public sealed", StringComparison.Ordinal));
    }

    [Fact]
    public void Emission_same_schema_gives_same_bytes_without_carriage_returns()
    {
        string first = string.Concat(Consume(SampleContract.Schema).Select(file => file.Text));
        string second = string.Concat(Consume(SchemaDocument.Read(SchemaDocument.Write(SampleContract.Schema)).Schema!).Select(file => file.Text));

        Assert.Equal(first, second);
        Assert.DoesNotContain('\r', first);
    }

    [Fact]
    public void Sample_schema_reads_back()
    {
        SchemaReadResult result = SchemaDocument.Read(SchemaDocument.Write(SampleContract.Schema));

        Assert.Null(result.Error);
    }

    internal static IReadOnlyList<GeneratedSource> Consume(CellSchema schema, params DependencySettings[] settings)
    {
        ClientModel model = new()
        {
            Assembly = "Shop.Pricing",
            Files = [new DependencyFile("catalog", "/cells/catalog.schema.json", schema, null)],
            Settings = settings.ToEquatableArray(),
            OwnContracts = [],
        };
        return [.. DependencyEmitter.Emit(model, new ClientPlan(model), CancellationToken.None)];
    }

    // Fingerprint and schema document have tests of their own, and change for reasons of their own.
    private static IEnumerable<GeneratedSource> WithoutDocument(IEnumerable<GeneratedSource> files)
    {
        string[] lines = SchemaDocument.Write(SampleContract.Schema).Split('\n');
        string document = string.Join('\n', lines.Select(line => line.Length == 0 ? line : "        " + line));
        string fingerprint = SchemaFingerprint.Compute(SampleContract.Schema);
        return files.Select(file => file with
        {
            Text = file.Text
                .Replace(document, "        <schema document>\n", StringComparison.Ordinal)
                .Replace(fingerprint, "<fingerprint>", StringComparison.Ordinal),
        });
    }
}
