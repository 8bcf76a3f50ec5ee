using System.Text;
using System.Xml;

namespace Cells.Generators;

/// <summary>Documentation as a schema carries it, made safe for a doc comment of ours.</summary>
/// <remarks>
/// A schema comes from another process. Its documentation is parsed without DTD and written again element by element, so that whatever it holds,
/// the comment stays well-formed, names only what exists, and never ends early.
/// </remarks>
internal static class DocumentationXml
{
    /// <summary>The top-level elements of <paramref name="documentation"/>; malformed XML becomes one summary of its text.</summary>
    /// <param name="documentation">The inner XML, or null.</param>
    /// <param name="parameters">The names that <c>param</c> may use: parameters of the method, or of the record.</param>
    /// <param name="typeParameters">The names that <c>typeparam</c> may use.</param>
    public static IReadOnlyList<DocumentationElement> Parse(string? documentation, ICollection<string> parameters, ICollection<string> typeParameters)
    {
        if (documentation is null || documentation.Trim().Length == 0)
        {
            return [];
        }

        try
        {
            return Read(documentation, parameters, typeParameters);
        }
        catch (XmlException)
        {
            return [new DocumentationElement("summary", string.Empty, Escape(documentation))];
        }
    }

    /// <summary>Text as XML content.</summary>
    public static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                AppendEscaped(escaped, text[i]);
            }
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                escaped.Append(text[i]).Append(text[++i]);
            }
        }

        return escaped.ToString();
    }

    private static List<DocumentationElement> Read(string documentation, ICollection<string> parameters, ICollection<string> typeParameters)
    {
        XmlReaderSettings settings = new()
        {
            ConformanceLevel = ConformanceLevel.Fragment,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        List<DocumentationElement> elements = [];
        StringBuilder loose = new();
        using StringReader text = new(documentation);
        using XmlReader reader = XmlReader.Create(text, settings);
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && IsSection(reader.LocalName))
            {
                if (ReadSection(reader, parameters, typeParameters) is { } section)
                {
                    elements.Add(section);
                }
            }
            else
            {
                AppendNode(loose, reader, parameters, typeParameters);
                reader.Read();
            }
        }

        if (loose.ToString().Trim().Length > 0)
        {
            elements.Insert(0, new DocumentationElement("summary", string.Empty, loose.ToString()));
        }

        return elements;
    }

    private static bool IsSection(string name) => name
        is "summary" or "remarks" or "returns" or "value" or "example" or "param" or "typeparam" or "exception" or "permission" or "seealso";

    // Leaves the reader behind the section's end.
    private static DocumentationElement? ReadSection(XmlReader reader, ICollection<string> parameters, ICollection<string> typeParameters)
    {
        string name = reader.LocalName;
        string subject = reader.GetAttribute("name") ?? string.Empty;
        string cref = reader.GetAttribute("cref") ?? string.Empty;
        string href = reader.GetAttribute("href") ?? string.Empty;
        StringBuilder content = new();
        int depth = reader.Depth;
        bool isEmpty = reader.IsEmptyElement;
        reader.Read();
        while (!isEmpty && reader.Depth > depth)
        {
            AppendNode(content, reader, parameters, typeParameters);
            reader.Read();
        }

        if (!isEmpty)
        {
            reader.Read();
        }

        return name switch
        {
            "param" => parameters.Contains(subject) ? new DocumentationElement(name, subject, content.ToString()) : null,
            "typeparam" => typeParameters.Contains(subject) ? new DocumentationElement(name, subject, content.ToString()) : null,
            "exception" or "permission" => cref.Length == 0
                ? null
                : new DocumentationElement(name, string.Empty, content.ToString()) { Attribute = Cref(cref) },
            "seealso" when cref.Length > 0 => new DocumentationElement(name, string.Empty, content.ToString()) { Attribute = Cref(cref) },
            "seealso" => href.Length == 0
                ? null
                : new DocumentationElement(name, string.Empty, content.ToString()) { Attribute = $" href=\"{Escape(href)}\"" },
            _ => new DocumentationElement(name, string.Empty, content.ToString()),
        };
    }

    private static void AppendNode(StringBuilder output, XmlReader reader, ICollection<string> parameters, ICollection<string> typeParameters)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element when reader.LocalName is "include" or "inheritdoc":
                // They point into the producer's files and types. Their content, normally none, stays.
                break;
            case XmlNodeType.Element when IsUnknownReference(reader, parameters, typeParameters):
                output.Append("<c>").Append(Escape(reader.GetAttribute("name") ?? string.Empty)).Append("</c>");
                break;
            case XmlNodeType.Element:
                AppendStart(output, reader);
                break;
            case XmlNodeType.EndElement when reader.LocalName is "include" or "inheritdoc" or "paramref" or "typeparamref":
                break;
            case XmlNodeType.EndElement:
                output.Append("</").Append(reader.LocalName).Append('>');
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                output.Append(Escape(reader.Value));
                break;
            default:
                break;
        }
    }

    private static bool IsUnknownReference(XmlReader reader, ICollection<string> parameters, ICollection<string> typeParameters) => reader.LocalName switch
    {
        "paramref" => !parameters.Contains(reader.GetAttribute("name") ?? string.Empty),
        "typeparamref" => !typeParameters.Contains(reader.GetAttribute("name") ?? string.Empty),
        _ => false,
    };

    private static void AppendStart(StringBuilder output, XmlReader reader)
    {
        // A known paramref is written empty, whatever stands inside it comes behind.
        bool isEmpty = reader.IsEmptyElement || reader.LocalName is "paramref" or "typeparamref";
        output.Append('<').Append(reader.LocalName);
        for (int i = 0; i < reader.AttributeCount; i++)
        {
            reader.MoveToAttribute(i);
            if (reader.Prefix.Length > 0 || reader.LocalName == "xmlns")
            {
                continue;
            }

            output.Append(reader.LocalName == "cref" ? Cref(reader.Value) : $" {reader.LocalName}=\"{Escape(reader.Value)}\"");
        }

        reader.MoveToElement();
        output.Append(isEmpty ? "/>" : ">");
    }

    // With a prefix (T:, M:, !:) the compiler takes a cref as it is; without one it would look the name up and warn.
    private static string Cref(string value)
    {
        bool hasPrefix = value.Length > 2 && value[1] == ':' && (value[0] == '!' || char.IsLetter(value[0]));
        return $" cref=\"{(hasPrefix ? string.Empty : "!:")}{Escape(value)}\"";
    }

    private static void AppendEscaped(StringBuilder output, char character)
    {
        switch (character)
        {
            case '&':
                output.Append("&amp;");
                break;
            case '<':
                output.Append("&lt;");
                break;
            case '>':
                output.Append("&gt;");
                break;
            case '"':
                output.Append("&quot;");
                break;
            case '\r' or '\u0085' or '\u2028' or '\u2029':
                // Each of them ends a line of C#, and so a comment.
                output.Append('\n');
                break;
            case '\n' or '\t':
                output.Append(character);
                break;
            case var c when char.IsControl(c) || c is '\ufffe' or '\uffff':
                break;
            default:
                output.Append(character);
                break;
        }
    }
}

/// <summary>A top-level element of a doc comment.</summary>
/// <param name="Name">The element.</param>
/// <param name="Subject">The parameter that it describes, else empty.</param>
/// <param name="Content">The content: safe XML.</param>
internal sealed record DocumentationElement(string Name, string Subject, string Content)
{
    /// <summary>The attributes, each with a space before it.</summary>
    public string Attribute { get; init; } = Subject.Length == 0 ? string.Empty : $" name=\"{Subject}\"";
}
