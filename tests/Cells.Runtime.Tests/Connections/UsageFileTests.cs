using Cells.Connections;
using Cells.Runtime.Tests.Support;
using Cells.Schema;

namespace Cells.Runtime.Tests.Connections;

public sealed class UsageFileTests
{
    private static readonly CellContract Contract = new("Shop.Catalog", new string('a', 64), "{}");

    private static readonly UsageRecord Record = new()
    {
        Dependencies = [new DependencyUsage("catalog", Contract.Name, Contract.Fingerprint, [new RecordedUse("call:Catalog.Get", [new UsePlace("Program.cs", 3)])])],
    };

    [Fact]
    public void Record_beside_the_program_is_read_once_and_says_which_calls_are_used()
    {
        string assembly = $"usage-{Guid.NewGuid():N}";
        string path = Path.Combine(AppContext.BaseDirectory, assembly + UsageRecord.FileSuffix);
        File.WriteAllText(path, Record.Write());
        try
        {
            Assert.Equal(["Get"], UsageFile.Find(assembly)!.FindUsedCalls("catalog", Contract.Name, Contract.Fingerprint));
        }
        finally
        {
            File.Delete(path);
        }

        // What is there by now describes another build.
        Assert.Equal(["Get"], UsageFile.Find(assembly)!.FindUsedCalls("catalog", Contract.Name, Contract.Fingerprint));
        Assert.Null(UsageFile.Find(assembly)!.FindUsedCalls("catalog", Contract.Name, new string('b', 64)));
        Assert.Null(UsageFile.Find(assembly)!.FindUsedCalls("archive", Contract.Name, Contract.Fingerprint));
    }

    [Fact]
    public void Missing_broken_and_overlong_files_are_no_record()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("Pricing.cells-usage.json");
        Assert.Null(UsageFile.Read(path));
        Assert.Null(UsageFile.Find("no/such\0assembly"));

        Directory.CreateDirectory(path);
        Assert.Null(UsageFile.Read(path));
        Directory.Delete(path);

        File.WriteAllBytes(path, [0xFF, 0xFE, 0x00, 0xC3]);
        Assert.Null(UsageFile.Read(path));

        string text = Record.Write();
        File.WriteAllText(path, text[..^5]);
        Assert.Null(UsageFile.Read(path));

        File.WriteAllText(path, text + new string(' ', UsageRecord.MaxLength - text.Length));
        Assert.NotNull(UsageFile.Read(path));
        File.AppendAllText(path, " ");
        Assert.Null(UsageFile.Read(path));
    }

    [Fact]
    public void File_without_an_end_is_no_record()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Null(UsageFile.Read("/dev/zero"));
        }
    }
}
