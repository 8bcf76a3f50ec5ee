namespace Cells.Generators;

/// <summary>Writes doc comments: the producer's where there is one, else a sentence of ours, so that CS1591 stays silent.</summary>
internal static class DocumentationComment
{
    /// <summary>The doc comment of a type or member without parameters.</summary>
    public static void Write(SourceWriter writer, string? documentation, string fallback) => Write(writer, documentation, fallback, [], []);

    /// <summary>A doc comment in which every parameter has its line.</summary>
    /// <param name="writer">Receives the comment.</param>
    /// <param name="documentation">The producer's documentation, or null.</param>
    /// <param name="fallback">The summary when the producer has none: plain text.</param>
    /// <param name="typeParameters">The type parameters with a fallback each.</param>
    /// <param name="parameters">The parameters with a fallback each.</param>
    public static void Write(
        SourceWriter writer,
        string? documentation,
        string fallback,
        IReadOnlyList<DocumentedName> typeParameters,
        IReadOnlyList<DocumentedName> parameters)
    {
        IReadOnlyList<DocumentationElement> elements = DocumentationXml.Parse(
            documentation,
            new HashSet<string>(parameters.Select(parameter => parameter.Name), StringComparer.Ordinal),
            new HashSet<string>(typeParameters.Select(parameter => parameter.Name), StringComparer.Ordinal));

        DocumentationElement? summary = elements.FirstOrDefault(element => element.Name == "summary" && element.Content.Trim().Length > 0);
        WriteElement(writer, summary ?? new DocumentationElement("summary", string.Empty, DocumentationXml.Escape(fallback)));
        WriteNames(writer, "typeparam", typeParameters, elements);
        WriteNames(writer, "param", parameters, elements);
        foreach (DocumentationElement element in elements)
        {
            if (element.Name is not ("summary" or "param" or "typeparam"))
            {
                WriteElement(writer, element);
            }
        }
    }

    private static void WriteNames(SourceWriter writer, string element, IReadOnlyList<DocumentedName> names, IReadOnlyList<DocumentationElement> elements)
    {
        foreach (DocumentedName name in names)
        {
            DocumentationElement? own = elements.FirstOrDefault(candidate => candidate.Name == element && candidate.Subject == name.Name);
            WriteElement(writer, own ?? new DocumentationElement(element, name.Name, name.Content));
        }
    }

    private static void WriteElement(SourceWriter writer, DocumentationElement element)
    {
        List<string> lines = Lines(element.Content);
        if (lines.Count <= 1)
        {
            string content = lines.Count == 0 ? string.Empty : lines[0].Trim();
            writer.Line($"/// <{element.Name}{element.Attribute}>{content}</{element.Name}>");
            return;
        }

        writer.Line($"/// <{element.Name}{element.Attribute}>");
        foreach (string line in lines)
        {
            writer.Line(line.Length == 0 ? "///" : "/// " + line);
        }

        writer.Line($"/// </{element.Name}>");
    }

    // The lines without the indentation that they share, nor empty ones at either end.
    private static List<string> Lines(string content)
    {
        List<string> lines = [.. content.Split('\n').Select(line => line.TrimEnd())];
        bool startsBehindTag = lines[0].Length > 0;
        while (lines.Count > 0 && lines[0].Length == 0)
        {
            lines.RemoveAt(0);
        }

        while (lines.Count > 0 && lines[lines.Count - 1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        // A first line directly behind its opening tag has no indentation to tell.
        IEnumerable<int> indentations = lines.Skip(startsBehindTag ? 1 : 0).Where(line => line.Length > 0).Select(Indentation);
        int shared = indentations.DefaultIfEmpty(0).Min();
        for (int i = 0; i < lines.Count; i++)
        {
            lines[i] = lines[i].Substring(Math.Min(shared, Indentation(lines[i])));
        }

        return lines;
    }

    private static int Indentation(string line) => line.Length - line.TrimStart().Length;
}

/// <summary>A parameter that a doc comment describes.</summary>
/// <param name="Name">The name, without a leading <c>@</c>.</param>
/// <param name="Content">What to say when the producer says nothing: safe XML.</param>
internal sealed record DocumentedName(string Name, string Content);
