using Cells.Schema;

namespace Cells.Build.Tests.Resolution;

public sealed class ResolvedFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("cells-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Replaced_schema_is_what_design_time_builds_find_and_others_stay()
    {
        ResolvedDependency other = new("tax", SchemaSource.Exported, new string('a', 64), "1.0.0");
        ResolutionRecord.Write(_directory, [new ResolvedDependency("orders", SchemaSource.Exported, new string('b', 64), "1.0.0"), other]);
        SchemaFile schema = SchemaFile.Parse(SchemaDocument.Write(new CellSchema { Contract = "Shop.Orders", Name = "orders", Version = "2.0.0" }), "orders", "");

        Assert.True(ResolvedFiles.Replace(_directory, "orders", SchemaSource.Live, schema));
        Assert.False(ResolvedFiles.Replace(_directory, "orders", SchemaSource.Live, schema));

        Dictionary<string, ResolvedDependency> resolved = ResolutionRecord.Read(_directory);
        Assert.Equal(["orders", "tax"], resolved.Keys);
        Assert.Equal(new ResolvedDependency("orders", SchemaSource.Live, schema.Fingerprint, "2.0.0"), resolved["orders"]);
        Assert.Equal(other, resolved["tax"]);
        Assert.Equal(schema.Text, File.ReadAllText(ResolvedFiles.SchemaPath(_directory, "orders")));
    }
}
