using NJsonSchema;

namespace Cells.Schema.Tests.History;

public sealed class SchemaHistoryTests
{
    [Theory]
    [InlineData("1.2.0.json", "1.2.0")]
    [InlineData("2.0.0-rc.1+build.7.json", "2.0.0-rc.1+build.7")]
    [InlineData("1.2.json", null)]
    [InlineData("v1.2.0.json", null)]
    [InlineData("1.2.0.JSON", null)]
    [InlineData("1.2.0", null)]
    [InlineData(".json", null)]
    public void Name_of_a_file_is_its_version(string fileName, string? version)
    {
        Assert.Equal(version is not null, FrozenSchema.TryParseFileName(fileName, out SemanticVersion parsed));
        if (version is not null)
        {
            Assert.Equal((version, fileName), (parsed.ToString(), FrozenSchema.FileName(parsed)));
        }
    }

    [Fact]
    public void Versions_are_ordered_by_precedence()
        => Assert.Equal(["1.2.0", "1.10.0-rc.1", "1.10.0", "2.0.0"], Versions(History("2.0.0", "1.10.0", "1.2.0", "1.10.0-rc.1").Versions));

    [Theory]
    [InlineData("^1.2", "1.2.0 1.10.0")]
    [InlineData("^1.2 || ^2", "1.2.0 1.10.0 2.0.0")]
    [InlineData(">=1.10.0-rc.1 <2", "1.10.0-rc.1 1.10.0")]
    [InlineData("^3", "")]
    [InlineData(null, "")]
    public void Promised_are_the_versions_in_the_range(string? accepts, string promised)
    {
        VersionRange? range = accepts is null ? null : Range(accepts);

        Assert.Equal(promised, string.Join(' ', Versions(History("1.1.0", "1.2.0", "1.10.0-rc.1", "1.10.0", "2.0.0").Promised(range))));
    }

    [Fact]
    public void Last_release_is_no_pre_release()
    {
        Assert.Equal("1.10.0", History("1.10.0", "2.0.0-rc.1", "1.2.0").LastRelease?.Version.ToString());
        Assert.Null(History("2.0.0-rc.1").LastRelease);
    }

    [Fact]
    public void Find_ignores_build_metadata()
    {
        SchemaHistory history = History("1.0.0+a", "1.1.0");

        Assert.Equal("1.0.0+a", history.Find(Version("1.0.0"))?.Version.ToString());
        Assert.Null(history.Find(Version("1.2.0")));
    }

    [Fact]
    public async Task Accepted_document_is_canonical_and_valid()
    {
        string document = AcceptedSchemas.Write(Range("^1"), History("1.1.0", "1.0.0").Versions);

        string fingerprint = SchemaFingerprint.Compute(Contract.Of());
        Assert.Equal(
            $$"""
            {
              "format": 1,
              "accepts": "^1",
              "schemas": [
                {
                  "version": "1.0.0",
                  "fingerprint": "{{fingerprint}}"
                },
                {
                  "version": "1.1.0",
                  "fingerprint": "{{fingerprint}}"
                }
              ]
            }

            """,
            document);
        JsonSchema schema = await JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Data", "cells-accepted.json"));
        Assert.Empty(schema.Validate(document));
        Assert.NotEmpty(schema.Validate(document.Replace(fingerprint, "beef", StringComparison.Ordinal)));
    }

    private static SchemaHistory History(params string[] versions) => new(versions.Select(static version =>
    {
        CellSchema schema = Contract.Of() with { Version = version };
        return new FrozenSchema(Version(version), schema, SchemaFingerprint.Compute(schema));
    }));

    private static IEnumerable<string> Versions(IEnumerable<FrozenSchema> frozen) => frozen.Select(static schema => schema.Version.ToString());

    private static SemanticVersion Version(string text)
    {
        Assert.True(SemanticVersion.TryParse(text, out SemanticVersion version));
        return version;
    }

    private static VersionRange Range(string text)
    {
        Assert.True(VersionRange.TryParse(text, out VersionRange range));
        return range;
    }
}
