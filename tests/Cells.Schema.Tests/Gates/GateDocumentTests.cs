namespace Cells.Schema.Tests.Gates;

public sealed class GateDocumentTests
{
    private static readonly GateConsumer Checkout = new()
    {
        Name = "checkout",
        Version = "3.2.1",
        Standing = GateStanding.Connected,
        Instances = 4,
        Schema = GateDocument.KeyOf("schema"),
        Usage = GateDocument.KeyOf("usage"),
        SourceRoot = "/shop",
    };

    private static readonly GateConsumer History = new() { Name = "history:1.0.0", Version = "1.0.0", Standing = GateStanding.Promised, Schema = GateDocument.KeyOf("other") };

    [Fact]
    public void Document_written_in_any_order_is_one_text_and_reads_back()
    {
        GateDocument document = new() { Consumers = [Checkout, History], Released = GateDocument.KeyOf("other"), AsOf = new DateTime(2026, 4, 1) };

        Assert.Equal(document, GateDocument.Read(document.Write()));
        Assert.Equal(document.Write(), (document with { Consumers = [History, Checkout] }).Write());
        Assert.Equal(new GateDocument(), GateDocument.Read(new GateDocument().Write()));
    }

    [Theory]
    [InlineData(GateStanding.Connected)]
    [InlineData(GateStanding.Recorded)]
    [InlineData(GateStanding.Neighbor)]
    [InlineData(GateStanding.Promised)]
    public void Standing_reads_back(GateStanding standing)
    {
        GateDocument document = new() { Consumers = [Checkout with { Standing = standing }] };

        Assert.Equal(document, GateDocument.Read(document.Write()));
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2")]
    [InlineData("\"connected\"", "\"gone\"")]
    [InlineData("\"instances\": 4", "\"instances\": -4")]
    [InlineData("\"instances\": 4", "\"instances\": 99999999999")]
    [InlineData("\"checkout\"", "7")]
    [InlineData("\"checkout\"", "\"check\\nout\"")]
    [InlineData("\"consumers\": [", "\"consumers\": 1, \"other\": [")]
    [InlineData("}\n", "")]
    public void Document_that_is_not_whole_is_none(string part, string replacement)
    {
        string text = new GateDocument { Consumers = [Checkout] }.Write();

        Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Null(GateDocument.Read(text.Replace(part, replacement, StringComparison.Ordinal)));
    }
}
