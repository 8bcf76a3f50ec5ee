using NJsonSchema;

namespace Cells.Schema.Tests;

public sealed class UsageRecordTests
{
    private static readonly string Fingerprint = new('a', 64);

    private static readonly UsageRecord Record = new()
    {
        Dependencies =
        [
            new DependencyUsage("catalog", "Shop.Catalog", Fingerprint,
            [
                new RecordedUse("call:Catalog.Search", []),
                new RecordedUse("call:Catalog.Get", [new("b.cs", 3), new("a.cs", 12), new("a.cs", 2), new("a.cs", 2)]),
            ]),
            new DependencyUsage("archive", "Shop.Archive", Fingerprint, []),
        ],
    };

    [Fact]
    public async Task Document_is_canonical_and_valid()
    {
        string document = Record.Write();

        Assert.Equal(
            $$"""
            {
              "format": 1,
              "kinds": ["call"],
              "dependencies": [
                {
                  "alias": "archive",
                  "contract": "Shop.Archive",
                  "fingerprint": "{{Fingerprint}}",
                  "uses": []
                },
                {
                  "alias": "catalog",
                  "contract": "Shop.Catalog",
                  "fingerprint": "{{Fingerprint}}",
                  "uses": [
                    {
                      "entry": "call:Catalog.Get",
                      "places": [{"file": "a.cs", "line": 2}, {"file": "a.cs", "line": 12}, {"file": "b.cs", "line": 3}]
                    },
                    {
                      "entry": "call:Catalog.Search",
                      "places": []
                    }
                  ]
                }
              ]
            }

            """,
            document);
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "cells-usage.json"));
        Assert.Empty(schema.Validate(document));
        Assert.NotEmpty(schema.Validate(document.Replace("call:Catalog.Get", "Catalog.Get", StringComparison.Ordinal)));
        Assert.Equal(document, UsageRecord.Read(document)?.Write());
    }

    [Fact]
    public void Places_of_one_use_are_bounded()
    {
        UsePlace[] places = [.. Enumerable.Range(1, 150).Select(static line => new UsePlace("a.cs", line))];
        UsageRecord record = new() { Dependencies = [new DependencyUsage("catalog", "Shop.Catalog", Fingerprint, [new RecordedUse("call:Catalog.Get", places.ToEquatableArray())])] };

        UsageRecord read = UsageRecord.Read(record.Write())!;

        Assert.Equal(places[..UsageRecord.MaxPlaces], read.Dependencies[0].Uses[0].Places);
    }

    [Fact]
    public void Used_calls_are_those_of_the_contract_that_the_record_is_about()
    {
        Assert.Equal(["Search", "Get"], Record.FindUsedCalls("catalog", "Shop.Catalog", Fingerprint));
        Assert.Empty(Record.FindUsedCalls("archive", "Shop.Archive", Fingerprint)!);
        Assert.Null(Record.FindUsedCalls("pricing", "Shop.Catalog", Fingerprint));
        Assert.Null(Record.FindUsedCalls("catalog", "Shop.Archive", Fingerprint));
        Assert.Null(Record.FindUsedCalls("catalog", "Shop.Catalog", new string('b', 64)));
        Assert.Null((Record with { Kinds = ["read"] }).FindUsedCalls("catalog", "Shop.Catalog", Fingerprint));
    }

    [Fact]
    public void More_calls_than_a_handshake_carries_are_any_calls()
    {
        RecordedUse[] uses = [.. Enumerable.Range(0, SchemaDocument.MaxCalls + 1).Select(static number => new RecordedUse($"call:Catalog.C{number}", []))];
        UsageRecord record = new() { Dependencies = [new DependencyUsage("catalog", "Shop.Catalog", Fingerprint, uses.ToEquatableArray())] };

        Assert.Null(record.FindUsedCalls("catalog", "Shop.Catalog", Fingerprint));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [""")]
    [InlineData("""{ "format": 2, "kinds": [], "dependencies": [] }""")]
    [InlineData("""{ "format": "1", "kinds": [], "dependencies": [] }""")]
    [InlineData("""{ "format": 1, "kinds": "call", "dependencies": [] }""")]
    [InlineData("""{ "format": 1, "kinds": [1], "dependencies": [] }""")]
    [InlineData("""{ "format": 1, "kinds": [] }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": {} }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [null] }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [{ "alias": "a", "contract": "", "fingerprint": "f", "uses": [] }] }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [{ "alias": "a", "contract": "A", "fingerprint": "f" }] }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [{ "alias": "a", "contract": "A", "fingerprint": "f", "uses": ["call:A.B"] }] }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [{ "alias": "a", "contract": "A", "fingerprint": "f", "uses": [{ "entry": "call:A.B", "places": [{ "file": "a.cs", "line": 0 }] }] }] }""")]
    [InlineData("""{ "format": 1, "kinds": [], "dependencies": [{ "alias": "a", "contract": "A", "fingerprint": "f", "uses": [] }, { "alias": "a", "contract": "A", "fingerprint": "f", "uses": [] }] }""")]
    public void Text_that_is_no_record_of_a_known_format_is_none(string text)
    {
        Assert.Null(UsageRecord.Read(text));
    }

    [Fact]
    public void Union_of_two_builds_has_the_uses_of_both_and_the_schemas_of_the_first()
    {
        UsageRecord other = new()
        {
            Dependencies =
            [
                new DependencyUsage("catalog", "Shop.Catalog", new string('b', 64), [new RecordedUse("call:Catalog.Get", [new("c.cs", 1), new("b.cs", 3)]), new RecordedUse("call:Catalog.Add", [])]),
                new DependencyUsage("pricing", "Shop.Pricing", Fingerprint, []),
            ],
        };

        UsageRecord union = Record.Union(other);

        // What either does not say is used entirely.
        DependencyUsage catalog = Assert.Single(union.Dependencies);
        Assert.Equal(("catalog", Fingerprint), (catalog.Alias, catalog.Fingerprint));
        Assert.Equal(["call:Catalog.Add", "call:Catalog.Get", "call:Catalog.Search"], catalog.Uses.Select(static use => use.Entry).Order(StringComparer.Ordinal));
        Assert.Equal(4, catalog.Uses.Single(static use => use.Entry == "call:Catalog.Get").Places.Count);
        Assert.Equal(["call"], union.Kinds);
        Assert.Empty(Record.Union(new UsageRecord { Kinds = ["read"] }).Kinds);
    }

    [Fact]
    public void Deep_and_long_texts_are_none()
    {
        Assert.Null(UsageRecord.Read(new string('[', 100_000)));
        Assert.Null(UsageRecord.Read(Record.Write() + new string(' ', UsageRecord.MaxLength)));
    }

    [Fact]
    public void Unknown_keys_are_left_to_later_formats()
    {
        string text = Record.Write().Replace("\"format\": 1,", "\"format\": 1, \"later\": { \"a\": [] },", StringComparison.Ordinal);

        Assert.Equal(Record.Write(), UsageRecord.Read(text)?.Write());
    }
}
