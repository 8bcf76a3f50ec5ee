using NJsonSchema;

namespace Cells.Schema.Tests.Usage;

public sealed class MetConsumerTests
{
    [Fact]
    public async Task Documents_are_canonical_and_valid()
    {
        await AssertValidAsync("cells-met.json", ConsumerDocuments.Met.Write(), static text => MetConsumer.Read(text)?.Write());
        await AssertValidAsync("cells-consumers.json", ConsumerDocuments.List.Write(), static text => ConsumerList.Read(text)?.Write());
    }

    [Fact]
    public void Times_are_kept_in_UTC()
    {
        MetBuild build = MetConsumer.Read(ConsumerDocuments.Met.Write())!.Builds[0];

        Assert.Equal(ConsumerDocuments.Build.FirstSeen, build.FirstSeen);
        Assert.Equal(TimeSpan.Zero, build.FirstSeen.Offset);
        Assert.Equal(ConsumerDocuments.Build.LastSeen, build.LastSeen);
    }

    [Fact]
    public void Builds_seen_last_are_kept()
    {
        MetConsumer many = new()
        {
            Name = "storefront",
            Builds = Enumerable.Range(0, 20).Select(static day => ConsumerDocuments.Build with { LastSeen = ConsumerDocuments.Build.LastSeen.AddDays(day) }).ToEquatableArray(),
        };

        MetConsumer read = Assert.IsType<MetConsumer>(MetConsumer.Read(many.Write()));

        Assert.Equal(many.Builds.Reverse().Take(MetConsumer.MaxBuilds).Select(static build => build.LastSeen), read.Builds.Select(static build => build.LastSeen));
    }

    [Fact]
    public void Records_that_do_not_fit_lose_their_places_and_then_their_uses()
    {
        ConsumerList wide = List(ConsumerDocuments.Large(4_000, 40), 4);
        ConsumerList full = List(ConsumerDocuments.Large(40_000, 1), 4);

        Assert.All(ConsumerList.Read(wide.Write())!.Consumers, static consumer => Assert.All(consumer.Build.Record!.Uses, static use => Assert.Single(use.Places)));
        Assert.All(ConsumerList.Read(full.Write())!.Consumers, static consumer => Assert.Null(consumer.Build.Record));
    }

    [Theory]
    [InlineData("\"name\": \"storefront\"", "\"name\": \"/storefront\"")]
    [InlineData("2026-05-03T00:00:59Z", "2026-05-03")]
    [InlineData("2026-05-03T00:00:59Z", "2026-02-30T00:00:59Z")]
    [InlineData("\"usage\": \"bb", "\"usage\": \"b")]
    [InlineData("\"kinds\": [", "\"kinds\": [7, ")]
    public void Text_that_is_no_document_is_none(string before, string after)
    {
        Assert.Null(MetConsumer.Read(Broken(ConsumerDocuments.Met.Write(), before, after)));
        Assert.Null(ConsumerList.Read(Broken(ConsumerDocuments.List.Write(), before, after)));
    }

    [Fact]
    public void Negative_instances_are_none()
        => Assert.Null(ConsumerList.Read(Broken(ConsumerDocuments.List.Write(), "\"instances\": 4", "\"instances\": -4")));

    private static ConsumerList List(ConsumerRecord record, int count)
        => new() { Consumers = Enumerable.Range(0, count).Select(number => new ListedConsumer($"c{number}", 1, ConsumerDocuments.Build with { Record = record })).ToEquatableArray() };

    private static string Broken(string document, string before, string after)
    {
        string broken = document.Replace(before, after, StringComparison.Ordinal);
        Assert.NotEqual(document, broken);
        return broken;
    }

    private static async Task AssertValidAsync(string schemaFile, string document, Func<string, string?> rewrite)
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", schemaFile));
        Assert.Empty(schema.Validate(document));
        Assert.NotEmpty(schema.Validate(document.Replace("\"storefront\"", "\"\"", StringComparison.Ordinal)));
        Assert.Equal(document, rewrite(document));
    }
}
