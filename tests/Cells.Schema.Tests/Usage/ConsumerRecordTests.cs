using NJsonSchema;

namespace Cells.Schema.Tests.Usage;

public sealed class ConsumerRecordTests
{
    private static readonly ConsumerRecord Record = ConsumerDocuments.Record;

    [Fact]
    public async Task Document_is_canonical_and_valid()
    {
        string document = Record.Write();

        Assert.Equal(
            $$"""
            {
              "format": 1,
              "name": "storefront",
              "version": "3.2.1",
              "directory": "../storefront",
              "contract": "Shop.Catalog",
              "fingerprint": "{{ConsumerDocuments.Fingerprint}}",
              "kinds": ["call", "read"],
              "uses": [
                {
                  "entry": "call:Catalog.Get",
                  "places": []
                },
                {
                  "entry": "read:Product.Name",
                  "places": [{"file": "shop/Cart.cs", "line": 7}, {"file": "shop/Cart.cs", "line": 41}]
                }
              ]
            }

            """,
            document);
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "cells-consumer.json"));
        Assert.Empty(schema.Validate(document));
        Assert.NotEmpty(schema.Validate(document.Replace("\"storefront\"", "\"../storefront\"", StringComparison.Ordinal)));
        Assert.Equal(document, ConsumerRecord.Read(document)?.Write());
    }

    [Fact]
    public void Usage_fingerprint_is_of_all_but_the_directory()
    {
        string fingerprint = Record.ComputeUsageFingerprint();

        Assert.True(ConsumerRecord.IsFingerprint(fingerprint));
        Assert.Equal(fingerprint, (Record with { Directory = null }).ComputeUsageFingerprint());
        Assert.Equal(fingerprint, ConsumerRecord.Read(Record.Write())?.ComputeUsageFingerprint());
        Assert.NotEqual(fingerprint, (Record with { Version = "3.2.2" }).ComputeUsageFingerprint());
        Assert.NotEqual(fingerprint, (Record with { Uses = [Record.Uses[0]] }).ComputeUsageFingerprint());
    }

    [Fact]
    public void Record_without_kinds_uses_everything()
    {
        Assert.True((Record with { Kinds = [], Uses = [] }).ToUsage().IsEverything);
        Assert.False(Record.ToUsage().IsEverything);
        Assert.Equal(["call:Catalog.Get", "read:Product.Name"], Record.ToUsage().Entries);
    }

    [Fact]
    public void Places_are_found_by_entry()
    {
        Assert.Equal(Record.Uses[0].Places, Record.FindPlaces("read:Product.Name"));
        Assert.Empty(Record.FindPlaces("read:Product.Price"));
    }

    [Theory]
    [InlineData(400, 200, 100)]
    [InlineData(4_000, 40, 10)]
    [InlineData(20_000, 40, 1)]
    [InlineData(40_000, 40, 0)]
    public void Large_record_keeps_as_many_places_as_can_be_read_again(int count, int places, int kept)
    {
        ConsumerRecord large = ConsumerDocuments.Large(count, places);

        ConsumerRecord read = Assert.IsType<ConsumerRecord>(ConsumerRecord.Read(large.Write()));

        Assert.Equal(count, read.Uses.Count);
        Assert.All(read.Uses, use => Assert.Equal(kept, use.Places.Count));
    }

    [Fact]
    public void Record_too_large_without_places_says_that_everything_is_used()
    {
        ConsumerRecord read = Assert.IsType<ConsumerRecord>(ConsumerRecord.Read(ConsumerDocuments.Large(100_000, 1).Write()));

        Assert.Empty(read.Uses);
        Assert.True(read.ToUsage().IsEverything);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("\"format\": 1", "\"format\": \"1\"")]
    [InlineData("\"storefront\"", "\"\"")]
    [InlineData("\"storefront\"", "\"../../etc\"")]
    [InlineData("\"storefront\"", "null")]
    [InlineData("\"3.2.1\"", "\"\\u001b[31m\"")]
    [InlineData("\"3.2.1\"", "3")]
    [InlineData("\"../storefront\"", "7")]
    [InlineData("\"../storefront\"", "\"\"")]
    [InlineData("\"Shop.Catalog\"", "\"Shop Catalog\"")]
    [InlineData("\"aaaa", "\"AAAA")]
    [InlineData("\"aaaa", "\"../a")]
    [InlineData("[\"call\", \"read\"]", "[null]")]
    [InlineData("\"entry\": \"call:Catalog.Get\"", "\"entry\": \"read:Product.Name\"")]
    [InlineData("\"line\": 7", "\"line\": 0")]
    [InlineData("\"line\": 7", "\"line\": 7.5")]
    [InlineData("\"shop/Cart.cs\"", "\"shop\\u202e\"")]
    public void Text_that_is_no_record_of_a_known_format_is_none(string before, string after)
    {
        string document = Record.Write();
        string broken = document.Replace(before, after, StringComparison.Ordinal);

        Assert.NotEqual(document, broken);
        Assert.Null(ConsumerRecord.Read(broken));
    }

    [Fact]
    public void Usage_record_becomes_the_record_of_a_consumer()
    {
        UsageRecord usage = new()
        {
            Kinds = Record.Kinds,
            Dependencies = [new DependencyUsage("catalog", Record.Contract, Record.Fingerprint, Record.Uses)],
        };

        Assert.Equal(Record with { Directory = null }, usage.ToConsumer("catalog", Record.Contract, Record.Fingerprint, Record.Name, Record.Version));
        Assert.True(usage.ToConsumer("catalog", Record.Contract, new string('b', 64), Record.Name, Record.Version).ToUsage().IsEverything);
        Assert.True(usage.ToConsumer("orders", Record.Contract, Record.Fingerprint, Record.Name, Record.Version).ToUsage().IsEverything);
    }
}
