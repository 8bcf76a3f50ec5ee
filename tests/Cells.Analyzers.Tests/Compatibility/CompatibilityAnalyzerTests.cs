using Cells.Generators.Tests;
using Cells.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;

namespace Cells.Analyzers.Tests;

public sealed class CompatibilityAnalyzerTests
{
    private const string Head = "using Cells;\nnamespace Shop;\n[Cell] public sealed partial class Orders { [Call] public Order Get(int id) => throw new System.NotImplementedException(); }\n";
    private const string Before = Head + "public sealed record Order(int Id, string Note, string? Gift = null);\n";
    private const string WithoutNote = Head + "public sealed record Order(int Id, string? Gift = null);\n";
    private const string WithoutGift = Head + "public sealed record Order(int Id, string Note);\n";

    // What reads the note.
    private static readonly string[] ReadsNote = ["call:Orders.Get", "read:Order.Note"];

    [Fact]
    public async Task Member_removed_under_a_connected_consumer_names_it_its_line_and_the_way_out()
    {
        Producer producer = new Producer(WithoutNote).UsedBy("checkout", Producer.Export(Before), entries: ReadsNote, sourceRoot: "/shop", version: "3.2.1");

        Diagnostic found = Assert.Single(await producer.AnalyzeAsync());

        Assert.Equal(("CELL2204", DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.Equal(
            "'Order.Note' is removed, but consumers were built with it as required: they could not connect. checkout 3.2.1 (4 connected) reads it in Cart.cs(42). "
            + "Make it optional first, and remove it when nobody live requires it. Or accept it: cells schema accept " + found.Properties[FindingProperties.Finding],
            found.GetMessage(null));
        Assert.Equal("Order", Text(found, WithoutNote));
        Assert.Equal(("/shop/Cart.cs", 41), (Assert.Single(found.AdditionalLocations).GetLineSpan().Path, found.AdditionalLocations[0].GetLineSpan().StartLinePosition.Line));
        Assert.Equal(("Note", "Shop.Order", "checkout"), (found.Properties[FindingProperties.OldName], found.Properties[FindingProperties.DeclaringType], found.Properties[FindingProperties.Consumers]));
        Assert.Equal("https://github.com/cells-mesh/cells/blob/main/docs/rules/CELL2204.md", found.Descriptor.HelpLinkUri);
    }

    [Fact]
    public async Task Member_that_nobody_reads_is_a_warning_and_still_demands_the_major_version_in_ci_as_an_error()
    {
        string before = Producer.Export(Before, "1.4.0");

        IReadOnlyList<Diagnostic> local = await new Producer(WithoutGift, "1.4.0").UsedBy("checkout", before, entries: ReadsNote).Released(before).AnalyzeAsync();
        IReadOnlyList<Diagnostic> ci = await new Producer(WithoutGift, "1.4.0") { IsContinuousIntegration = true }.UsedBy("checkout", before, entries: ReadsNote).Released(before).AnalyzeAsync();

        Assert.Equal([("CELL2004", DiagnosticSeverity.Warning), ("CELL2203", DiagnosticSeverity.Warning)], local.Select(static found => (found.Id, found.Severity)));
        Assert.Equal("Orders is 1.4.0; these changes need 2.0.0. Raise the version in cell.toml.", local[0].GetMessage(null));
        Assert.Equal(("/cells/this/cell.toml", 2, 10), (local[0].Location.GetLineSpan().Path, local[0].Location.GetLineSpan().StartLinePosition.Line, local[0].Location.GetLineSpan().StartLinePosition.Character));
        Assert.Equal("2.0.0", local[0].Properties[FindingProperties.DemandedVersion]);
        Assert.Contains("No known consumer uses it.", local[1].GetMessage(null), StringComparison.Ordinal);
        Assert.Equal([("CELL2004", DiagnosticSeverity.Error), ("CELL2203", DiagnosticSeverity.Warning)], ci.Select(static found => (found.Id, found.Severity)));
    }

    [Theory]
    [InlineData(GateStanding.Connected, DiagnosticSeverity.Error, "(4 connected)")]
    [InlineData(GateStanding.Recorded, DiagnosticSeverity.Error, "(recorded, not connected)")]
    [InlineData(GateStanding.Neighbor, DiagnosticSeverity.Warning, "its own build decides")]
    [InlineData(GateStanding.Promised, DiagnosticSeverity.Error, "[schema] accepts promises to serve clients of 1.0.0")]
    public async Task Break_is_as_severe_as_the_standing_of_whom_it_concerns(object standing, DiagnosticSeverity severity, string words)
    {
        string[]? entries = standing is GateStanding.Promised ? null : ReadsNote;
        Producer producer = new Producer(WithoutNote).UsedBy("checkout", Producer.Export(Before), (GateStanding)standing, entries);

        Diagnostic found = Assert.Single(await producer.AnalyzeAsync());

        Assert.Equal(severity, found.Severity);
        Assert.Contains(words, found.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Break_of_several_consumers_is_one_diagnostic_that_names_those_it_hurts()
    {
        string before = Producer.Export(Before);
        Producer producer = new Producer(WithoutGift)
            .UsedBy("checkout", before, entries: ["call:Orders.Get", "read:Order.Gift"])
            .UsedBy("archive", before, GateStanding.Recorded, ["call:Orders.Get", "read:Order.Gift"])
            .UsedBy("mail", before, entries: ReadsNote);

        Diagnostic found = Assert.Single(await producer.AnalyzeAsync());

        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.Contains("archive 1.0.0 (recorded, not connected) reads it in Cart.cs(42)", found.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("checkout 1.0.0 (4 connected) reads it in Cart.cs(42)", found.GetMessage(null), StringComparison.Ordinal);
        Assert.DoesNotContain("mail", found.GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepted_break_is_silent_until_a_consumer_appears_that_it_was_not_accepted_for()
    {
        string before = Producer.Export(Before);
        Diagnostic open = Assert.Single(await new Producer(WithoutNote).UsedBy("checkout", before, entries: ReadsNote).AnalyzeAsync());
        string breaks = Breaks(open.Properties[FindingProperties.Finding]!, "CELL2204", "2.0.0", "checkout");

        Assert.Empty(await new Producer(WithoutNote).UsedBy("checkout", before, entries: ReadsNote).Accepting(breaks).AnalyzeAsync());
        Diagnostic reopened = Assert.Single(await new Producer(WithoutNote)
            .UsedBy("checkout", before, entries: ReadsNote).UsedBy("mail", before, entries: ReadsNote).Accepting(breaks).AnalyzeAsync());

        Assert.Equal(DiagnosticSeverity.Error, reopened.Severity);
        Assert.Contains("mail 1.0.0", reopened.GetMessage(null), StringComparison.Ordinal);
        Assert.Contains("It is accepted for checkout alone.", reopened.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal("mail", reopened.Properties[FindingProperties.Consumers]);
    }

    [Theory]
    [InlineData("", "2.0.0", "CELL2002", DiagnosticSeverity.Error)]
    [InlineData("CELL9999", "2.0.0", "CELL2002", DiagnosticSeverity.Error)]
    [InlineData("CELL2203", "2.0.0", "CELL2003", DiagnosticSeverity.Warning)]
    [InlineData("CELL2203", "2026-03-31", "CELL2003", DiagnosticSeverity.Warning)]
    public async Task Acceptance_that_accepts_nothing_is_reported_in_its_file(string rule, string expires, string id, DiagnosticSeverity severity)
    {
        string schema = Producer.Export(Before);
        Producer producer = new Producer(Before).UsedBy("checkout", schema, entries: ReadsNote).Accepting(Breaks("0123456789ab", rule, expires, "checkout"), new DateTime(2026, 4, 1));

        Diagnostic found = Assert.Single(await producer.AnalyzeAsync());

        Assert.Equal((id, severity, "/cells/this/cells.breaks.json"), (found.Id, found.Severity, found.Location.GetLineSpan().Path));
        Assert.True(found.Location.GetLineSpan().StartLinePosition.Line > 0);
    }

    [Fact]
    public async Task Acceptances_that_cannot_be_read_accept_nothing_and_say_so()
    {
        Producer producer = new Producer(WithoutNote).UsedBy("checkout", Producer.Export(Before), entries: ReadsNote).Accepting("{ \"format\": 1,\n \"accepted\": [ }");

        IReadOnlyList<Diagnostic> found = await producer.AnalyzeAsync();

        Assert.Equal(["CELL2000", "CELL2204"], found.Select(static diagnostic => diagnostic.Id));
        Assert.Equal(("/cells/this/cells.breaks.json", 1), (found[0].Location.GetLineSpan().Path, found[0].Location.GetLineSpan().StartLinePosition.Line));
    }

    [Theory]
    [InlineData("{ \"format\": 2, \"consumers\": [] }")]
    [InlineData("{ \"format\": 1, \"consumers\": [ { \"name\": \"a\" } ] }")]
    [InlineData("")]
    public async Task List_of_consumers_that_cannot_be_read_is_undecided(string list)
    {
        Producer producer = new Producer(Before).With(AdditionalFile.OfKind("consumers", "/cells/this/obj/cells/gate/consumers.json", list));

        Diagnostic found = Assert.Single(await producer.AnalyzeAsync());

        Assert.Equal(("CELL2000", DiagnosticSeverity.Error, "Orders"), (found.Id, found.Severity, Text(found, Before)));
    }

    [Fact]
    public async Task Schema_of_a_consumer_that_cannot_be_read_is_undecided_and_its_unknown_usage_everything()
    {
        IReadOnlyList<Diagnostic> unreadable = await new Producer(Before).UsedBy("checkout", "no schema", entries: ReadsNote).AnalyzeAsync();
        IReadOnlyList<Diagnostic> unknown = await new Producer(WithoutNote).UsedBy("checkout", Producer.Export(Before)).AnalyzeAsync();

        Assert.Equal([("CELL2000", DiagnosticSeverity.Error)], unreadable.Select(static found => (found.Id, found.Severity)));
        Assert.Equal([("CELL2204", DiagnosticSeverity.Error), ("CELL2001", DiagnosticSeverity.Warning)], unknown.Select(static found => (found.Id, found.Severity)));
        Assert.Contains("checkout 1.0.0 (4 connected) counts as using everything.", unknown[0].GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cell_that_is_gone_is_reported_in_its_manifest()
    {
        Producer producer = new Producer("namespace Shop;\npublic static class Program { }\n").UsedBy("checkout", Producer.Export(Before), entries: ReadsNote);

        Diagnostic found = Assert.Single(await producer.AnalyzeAsync());

        Assert.Equal(("CELL2100", DiagnosticSeverity.Error, "/cells/this/cell.toml"), (found.Id, found.Severity, found.Location.GetLineSpan().Path));
    }

    [Fact]
    public async Task Error_cannot_be_configured_away_and_a_warning_can()
    {
        const string Pragma = "#pragma warning disable CELL2203, CELL2204\n";
        string before = Producer.Export(Before);
        Producer error = new Producer(Pragma + WithoutNote).UsedBy("checkout", before, entries: ReadsNote);
        Producer warning = new Producer(Pragma + WithoutGift).UsedBy("checkout", before, entries: ReadsNote);
        CompilationOptions silent = error.Compilation.Options.WithSpecificDiagnosticOptions([new("CELL2203", ReportDiagnostic.Suppress), new("CELL2204", ReportDiagnostic.Suppress)]);

        Diagnostic found = Assert.Single(await error.AnalyzeAsync());

        Assert.Equal((DiagnosticSeverity.Error, false), (found.Severity, found.IsSuppressed));
        Assert.Equal("CELL2204", Assert.Single(await error.AnalyzeAsync(silent)).Id);
        Assert.Empty(await warning.AnalyzeAsync());
        Assert.Empty(await warning.AnalyzeAsync(silent));
    }

    [Fact]
    public async Task Producer_without_anyone_to_be_held_to_registers_nothing_and_any_other_nothing_at_the_end()
    {
        AnalyzerTelemetryInfo none = await new Producer(Before).MeasureAsync();
        AnalyzerTelemetryInfo some = await new Producer(Before).UsedBy("checkout", Producer.Export(Before)).MeasureAsync();

        Assert.Equal((0, 0), (none.SymbolActionsCount, none.AdditionalFileActionsCount));
        Assert.Equal((1, 1, 0), (some.SymbolActionsCount, some.AdditionalFileActionsCount, some.CompilationEndActionsCount));
    }

    private static string Breaks(string fingerprint, string rule, string expires, string consumer) => new AcceptedBreaks
    {
        Entries = [new AcceptedBreak { Fingerprint = fingerprint, Rule = rule, Path = "Order.Note", Reason = "agreed", Expires = expires, Consumers = [consumer] }],
    }.Write();

    private static string Text(Diagnostic found, string source) => source.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length);
}
