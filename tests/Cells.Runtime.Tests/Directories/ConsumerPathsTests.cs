using Cells.Directories;

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
