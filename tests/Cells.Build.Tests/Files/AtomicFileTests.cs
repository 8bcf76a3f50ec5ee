namespace Cells.Build.Tests;

public sealed class AtomicFileTests
{
    [Fact]
    public void Same_text_leaves_the_timestamp_alone()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("a/schema.json");
        Assert.True(AtomicFile.WriteIfDifferent(path, "one\n"));
        DateTime then = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, then);

        Assert.False(AtomicFile.WriteIfDifferent(path, "one\n"));

        Assert.Equal(then, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public void Different_text_of_the_same_length_is_written_and_leaves_no_temporary_file()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("schema.json");
        AtomicFile.Write(path, "one\n");

        Assert.True(AtomicFile.WriteIfDifferent(path, "two\n"));

        Assert.Equal("two\n", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void Directory_that_is_a_file_is_a_clear_error_that_changes_nothing()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory.File("cache"), "mine");

        BuildProblemException exception = Assert.Throws<BuildProblemException>(() => AtomicFile.Write(directory.File("cache/schema.json"), "x"));

        Assert.Equal("CELL9009", exception.Problem.Id);
        Assert.Contains(directory.File("cache/schema.json"), exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(directory.File("cache")));
    }

    [Fact]
    public void Target_that_cannot_be_replaced_leaves_no_temporary_file()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("schema.json/in-the-way"));

        Assert.Throws<BuildProblemException>(() => AtomicFile.Write(directory.File("schema.json"), "x"));

        Assert.Equal([directory.File("schema.json")], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public void Leftover_of_a_killed_build_is_removed_once_it_is_old()
    {
        using TemporaryDirectory directory = new();
        string old = directory.File(".schema.json.1-dead.tmp");
        string young = directory.File(".schema.json.2-alive.tmp");
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));

        AtomicFile.Write(directory.File("schema.json"), "x");

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [Fact]
    public async Task Concurrent_writers_leave_one_whole_text()
    {
        using TemporaryDirectory directory = new();
        string path = directory.File("schema.json");
        string[] texts = [new string('a', 100_000), new string('b', 90_000), new string('c', 80_000)];

        await Task.WhenAll(texts.Select(text => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                AtomicFile.Write(path, text);
                Assert.Contains(File.ReadAllText(path), texts);
            }
        })));

        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }
}
