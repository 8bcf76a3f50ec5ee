[assembly: Cells.CellSchema("Shop.Größe", "0123", "{ \"a\": \"ü\\n\" }")]

namespace Cells.Build.Tests;

public sealed class AssemblySchemaReaderTests
{
    [Fact]
    public void Attribute_is_read_without_loading_the_assembly()
    {
        ExportedContract contract = Assert.Single(AssemblySchemaReader.Read(typeof(AssemblySchemaReaderTests).Assembly.Location));

        Assert.Equal(new ExportedContract("Shop.Größe", "0123", "{ \"a\": \"ü\\n\" }"), contract);
    }

    [Fact]
    public void Assembly_without_contracts_gives_none()
    {
        Assert.Empty(AssemblySchemaReader.Read(typeof(CellTask).Assembly.Location));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ but nothing else")]
    public void File_that_is_no_assembly_is_a_clear_error(string content)
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("Catalog.dll");
        File.WriteAllText(path, content);

        BuildProblemException exception = Assert.Throws<BuildProblemException>(() => AssemblySchemaReader.Read(path));

        Assert.Equal("CELL9014", exception.Problem.Id);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }
}
