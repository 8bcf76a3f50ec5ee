using Cells.Directories;
using Cells.Schema;

namespace Cells.Runtime.Tests.Directories;

public sealed class ConsumerPathsTests
{
    [Fact]
    public void Everything_lies_below_the_cache()
    {
        string fingerprint = new('a', 64);

        Assert.Equal(Path.Combine("catalog", "cache", "consumers", "storefront.json"), ConsumerPaths.Record("catalog", "storefront"));
        Assert.Equal(Path.Combine("catalog", "cache", "consumers", "web.shop~fd68c370dd7c.json"), ConsumerPaths.Namesake("catalog", "web.shop", "../web"));
        Assert.Equal(Path.Combine("catalog", "cache", "consumers", "met", "storefront.json"), ConsumerPaths.Met("catalog", "storefront"));
        Assert.Equal(Path.Combine("catalog", "cache", "consumers", "schemas", fingerprint + ".json"), ConsumerPaths.Schema("catalog", fingerprint));
    }

    [Fact]
    public void Consumers_of_one_name_are_read_and_forgotten_together()
    {
        DirectoryInfo cell = Directory.CreateTempSubdirectory("cells-");
        try
        {
            ConsumerRecord record = new() { Name = "web.shop", Version = "1.0.0", Directory = "../a", Contract = "Shop.Catalog", Fingerprint = new string('a', 64) };
            Directory.CreateDirectory(ConsumerPaths.Records(cell.FullName));
            File.WriteAllText(ConsumerPaths.Record(cell.FullName, record.Name), record.Write());
            File.WriteAllText(ConsumerPaths.Namesake(cell.FullName, record.Name, "../b"), (record with { Directory = "../b" }).Write());
            ConsumerDirectory consumers = ConsumerDirectory.Of(CellDirectory.At(cell.FullName));

            Assert.Equal(["../a", "../b"], consumers.ReadRecorded().Select(static file => file.Content?.Directory).Order());
            Assert.True(consumers.Forget(record.Name));
            Assert.Empty(consumers.ReadRecorded());
        }
        finally
        {
            cell.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../storefront")]
    [InlineData("/etc/passwd")]
    public void Name_from_elsewhere_never_becomes_another_path(string name)
    {
        Assert.Throws<ArgumentException>(() => ConsumerPaths.Record("catalog", name));
        Assert.Throws<ArgumentException>(() => ConsumerPaths.Met("catalog", name));
        Assert.Throws<ArgumentException>(() => ConsumerPaths.Schema("catalog", name));
    }
}
