using Microsoft.Build.Framework;

namespace Cells.Build.Tests;

public sealed class ItemSpecTests
{
    [Theory]
    [InlineData("/a b/c#d/x.csproj")]
    [InlineData("/a;b/@(c)/100%25/$(d)/x.csproj")]
    [InlineData("/ä*?/'q'/x.csproj")]
    public void Path_and_metadata_come_back_as_they_went_in(string path)
    {
        ITaskItem item = ItemSpec.Create(path, ("Directory2", path));

        Assert.Equal(path, item.ItemSpec);
        Assert.Equal(path, item.GetMetadata("Directory2"));
    }

    [Fact]
    public void Special_characters_are_written_as_hex()
    {
        Assert.Equal("a%3bb%40%28c%29%25", ItemSpec.Escape("a;b@(c)%"));
        Assert.Equal("/plain/ä b#c", ItemSpec.Escape("/plain/ä b#c"));
    }
}
