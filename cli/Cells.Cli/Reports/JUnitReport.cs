using System.Globalization;
using System.Xml;
using Cells.Cli.Output;

namespace Cells.Cli.Reports;

/// <summary>JUnit XML: a suite a comparison, a case a finding. What fails the command fails, what was accepted is skipped, what could not be decided is an error.</summary>
/// <remarks>The common subset of Jenkins, GitLab and Azure Pipelines: https://github.com/testmoapp/junitxml.</remarks>
internal sealed class JUnitReport : IReportFormat
{
    /// <summary>The format's name on the command line.</summary>
    public const string FormatName = "junit";

    public void Write(SchemaReport report, ToolOutput output)
    {
        // The declared encoding is that of stdout, which takes text and not bytes.
        using XmlWriter xml = XmlWriter.Create(output.Out, new XmlWriterSettings { Indent = true, CloseOutput = false, OmitXmlDeclaration = true });
        xml.WriteRaw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "cells schema");
        WriteCounts(xml, report, report.Sections);
        foreach (ReportSection section in report.Sections)
        {
            WriteSuite(xml, report, section);
        }

        xml.WriteEndElement();
        xml.Flush();
        output.Out.WriteLine();
    }

    private static void WriteSuite(XmlWriter xml, SchemaReport report, ReportSection section)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", PrintableText.Of($"{ReportWords.Title(section)}{(section.Before is { } before ? $" ({before.Origin})" : "")}"));
        WriteCounts(xml, report, [section]);
        ReportFinding[] shown = [.. section.Findings.Where(report.Shows)];
        foreach (ReportFinding finding in shown)
        {
            WriteCase(xml, report, section, finding);
        }

        if (shown.Length == 0)
        {
            // A suite without a case looks to some servers like one that was never run.
            StartCase(xml, section, "nothing breaks");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, SchemaReport report, ReportSection section, ReportFinding finding)
    {
        StartCase(xml, section, $"{finding.Finding.Rule.Id} {finding.Finding.Path}");
        string text = string.Join('\n', new MergedFinding(finding, [section]).Explain().Select(PrintableText.Of));
        if (finding.Location is { } location)
        {
            text += $"\nAt: {PrintableText.Of(ReportWords.Place(location))}";
        }

        string? outcome = finding.IsUndecided ? "error" : finding.Acceptance is not null ? "skipped" : report.Fails(finding) ? "failure" : null;
        xml.WriteStartElement(outcome ?? "system-out");
        if (outcome is not null)
        {
            xml.WriteAttributeString("message", PrintableText.Of(finding.Acceptance is { } acceptance ? ReportWords.Accepted(acceptance) : finding.Finding.Why));
        }

        if (outcome is "error" or "failure")
        {
            xml.WriteAttributeString("type", finding.Finding.Rule.Id);
        }

        xml.WriteString(text);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void StartCase(XmlWriter xml, ReportSection section, string name)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", PrintableText.Of(section.Cell));
        xml.WriteAttributeString("name", PrintableText.Of(name));
        xml.WriteAttributeString("time", "0");
    }

    private static void WriteCounts(XmlWriter xml, SchemaReport report, IReadOnlyList<ReportSection> sections)
    {
        ReportFinding[] shown = [.. sections.SelectMany(section => section.Findings.Where(report.Shows))];
        int empty = sections.Count(section => !section.Findings.Any(report.Shows));
        Write("tests", shown.Length + empty);
        Write("failures", shown.Count(report.Fails));
        Write("errors", shown.Count(static finding => finding.IsUndecided));
        Write("skipped", shown.Count(static finding => finding.Acceptance is not null));
        Write("time", 0);

        void Write(string name, int count) => xml.WriteAttributeString(name, count.ToString(CultureInfo.InvariantCulture));
    }
}
