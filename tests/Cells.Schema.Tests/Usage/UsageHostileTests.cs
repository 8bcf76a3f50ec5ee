using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Cells.Schema.Tests.Usage;

/// <summary>Documents of a hostile peer or a damaged disk: reading ends with a document or none, and what was read can be written.</summary>
public sealed class UsageHostileTests
{
    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ",", "\"", "null", "true", "-1", "0", "1e999", "99999999999999999999", "\"name\"", "\"record\": {", "\"call:\"", "\\u0000", "\ud800", "\\ud800", "/*", "\u202e", "\n",
        "0000-00-00T00:00:00Z",
    ];

    private static readonly string[] Documents =
    [
        ConsumerDocuments.Record.Write(), ConsumerDocuments.Met.Write(), ConsumerDocuments.List.Write(),
        new UsageRecord { Dependencies = [new DependencyUsage("catalog", "Shop.Catalog", ConsumerDocuments.Fingerprint, ConsumerDocuments.Record.Uses)] }.Write(),
    ];

    [Fact]
    public void Any_text_is_read_without_an_exception()
        => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text => ReadsBack(text ?? "")));

    [Fact]
    public void Document_with_pieces_replaced_is_read_without_an_exception()
    {
        Gen<string> mutated = Gen.Elements(Documents).SelectMany(static document => Gen.Choose(0, document.Length - 1).SelectMany(start
            => Gen.Choose(0, 12).SelectMany(length => Gen.Elements(Fragments).Select(fragment
                => new StringBuilder(document).Remove(start, Math.Min(length, document.Length - start)).Insert(start, fragment).ToString()))));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Arb.From(mutated), ReadsBack));
    }

    [Fact]
    public void Truncated_document_is_none()
    {
        foreach (string document in Documents)
        {
            for (int length = 0; length < document.Length - 2; length++)
            {
                Assert.Equal([], Rewrite(document[..length]));
            }
        }
    }

    [Fact]
    public void Deep_and_long_texts_are_none()
    {
        Assert.Equal([], Rewrite(new string('[', 100_000)));
        Assert.Equal([], Rewrite(ConsumerDocuments.Record.Write() + new string(' ', ConsumerRecord.MaxLength)));
    }

    // What is written of something that was read is canonical: it reads and writes as itself.
    private static bool ReadsBack(string text) => Rewrite(text).TrueForAll(static written => Rewrite(written).Contains(written));

    private static List<string> Rewrite(string text)
        => [.. new[] { ConsumerRecord.Read(text)?.Write(), MetConsumer.Read(text)?.Write(), ConsumerList.Read(text)?.Write(), UsageRecord.Read(text)?.Write() }.OfType<string>()];
}
