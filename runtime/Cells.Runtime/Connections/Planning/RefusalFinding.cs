using Cells.Framing;
using Cells.Schema;

namespace Cells.Connections;

/// <summary>A finding that leaves a call without a plan, as it is told to the peer and to people. Fields only; unknown fields are skipped.</summary>
/// <param name="Rule">The rule's id: <c>CELL2204</c>.</param>
/// <param name="Path">Where: <c>Order.Note</c>.</param>
/// <param name="Before">The client's declaration; empty where it has none.</param>
/// <param name="After">The server's declaration; empty where it has none.</param>
/// <param name="Why">What happened and what follows.</param>
internal sealed record RefusalFinding(string Rule, string Path, string Before, string After, string Why)
{
    private const ushort RuleField = 1;
    private const ushort PathField = 2;
    private const ushort BeforeField = 3;
    private const ushort AfterField = 4;
    private const ushort WhyField = 5;

    /// <summary>Names come from a peer's schema, and twenty findings must fit one reject.</summary>
    private const int LongestText = 200;

    /// <summary>The finding of a comparison, its texts cut to what a frame can hold.</summary>
    public static RefusalFinding Of(CompatibilityFinding finding)
        => new(finding.Rule.Id, Cut(finding.Path), Cut(finding.Before), Cut(finding.After), Cut(finding.Why));

    /// <summary>Appends the fields.</summary>
    public void Write(PayloadBuffer output)
    {
        FieldWriter fields = new(output);
        fields.Write(RuleField, Rule);
        fields.Write(PathField, Path);
        fields.Write(BeforeField, Before);
        fields.Write(AfterField, After);
        fields.Write(WhyField, Why);
    }

    /// <summary>Reads the fields.</summary>
    /// <exception cref="CellProtocolException">They are none.</exception>
    public static RefusalFinding Read(ReadOnlySpan<byte> source)
    {
        RefusalFinding finding = new("", "", "", "", "");
        FieldReader fields = new(source);
        while (fields.MoveNext())
        {
            finding = fields.Id switch
            {
                RuleField => finding with { Rule = fields.AsText() },
                PathField => finding with { Path = fields.AsText() },
                BeforeField => finding with { Before = fields.AsText() },
                AfterField => finding with { After = fields.AsText() },
                WhyField => finding with { Why = fields.AsText() },
                _ => finding,
            };
        }

        return finding;
    }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        string declarations = (Before, After) switch
        {
            ("", "") => "",
            (_, "") => $" (client: {Before}; server: none)",
            ("", _) => $" (client: none; server: {After})",
            _ => $" (client: {Before}; server: {After})",
        };
        return $"{Rule} {Path}: {Why}{declarations}";
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1), "…");
}
