using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads documentation comments as the inner XML that a schema carries.</summary>
internal static class Documentation
{
    /// <summary>The comment of <paramref name="symbol"/> without the parameters that <paramref name="keepParameter"/> refuses, or null.</summary>
    public static string? Read(ParseContext context, ISymbol symbol, Func<string, bool>? keepParameter = null)
    {
        if (TextOf(context, symbol) is not { } text)
        {
            return null;
        }

        if (PlainComment.TryRead(text) is { } inner)
        {
            return Normalize(inner);
        }

        if (Parse(text) is not { } comment)
        {
            return null;
        }

        if (keepParameter is not null)
        {
            comment.Elements("param").Where(parameter => !keepParameter((string?)parameter.Attribute("name") ?? string.Empty)).Remove();
        }

        return Normalize(comment);
    }

    /// <summary>The comment that a record's <c>&lt;param&gt;</c> gives a positional member, as a summary of its own; or null.</summary>
    public static string? ReadPositional(ParseContext context, INamedTypeSymbol type, string parameter)
    {
        XElement? found = context.CommentOf(type)?.Elements("param").FirstOrDefault(
            element => string.Equals((string?)element.Attribute("name"), parameter, StringComparison.Ordinal));
        return found is null ? null : Normalize(new XElement("member", new XElement("summary", found.Nodes())));
    }

    /// <summary>The comment as XML where it says something of a parameter, or null.</summary>
    public static XElement? ParseParameters(ParseContext context, ISymbol symbol)
        => TextOf(context, symbol) is { } text && text.IndexOf("<param", StringComparison.Ordinal) >= 0 ? Parse(text) : null;

    private static string? TextOf(ParseContext context, ISymbol symbol)
        => context.Options.ReadsDocumentation
            && symbol.GetDocumentationCommentXml(cancellationToken: context.Cancel) is { } xml
            && xml.StartsWith("<member", StringComparison.Ordinal)
            ? xml
            : null;

    private static XElement? Parse(string xml)
    {
        try
        {
            return XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // The compiler reports a malformed comment itself (CS1570); a contract without its prose is still a contract.
            return null;
        }
    }

    // Indentation is an accident of the source; line breaks are kept, since generated comments are read by people.
    private static string? Normalize(XElement comment) => Normalize(string.Concat(comment.Nodes().Select(static node => node.ToString(SaveOptions.DisableFormatting))));

    private static string? Normalize(string inner)
    {
        List<string> lines = [.. inner.Replace("\r", string.Empty).Split('\n').Select(static line => line.TrimEnd())];
        lines.RemoveAll(static line => line.Length == 0);
        if (lines.Count == 0)
        {
            return null;
        }

        int indent = lines.Skip(inner.StartsWith("<", StringComparison.Ordinal) ? 1 : 0).DefaultIfEmpty(lines[0]).Min(static line => line.Length - line.TrimStart().Length);
        StringBuilder text = new();
        foreach (string line in lines)
        {
            text.Append(text.Length == 0 ? string.Empty : "\n").Append(line.Substring(Math.Min(indent, line.Length - line.TrimStart().Length)));
        }

        return text.ToString();
    }
}
