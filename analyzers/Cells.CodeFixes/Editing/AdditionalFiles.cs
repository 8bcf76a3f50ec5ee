using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Cells.CodeFixes;

/// <summary>Finds and edits files of a project that are not source.</summary>
internal static class AdditionalFiles
{
    /// <summary>The additional file called <paramref name="name"/>, or null.</summary>
    public static TextDocument? Find(Project project, string name) => project.AdditionalDocuments.FirstOrDefault(file => Path.GetFileName(file.FilePath ?? file.Name) == name);

    /// <summary><paramref name="solution"/> with <paramref name="text"/> in <paramref name="file"/>.</summary>
    /// <remarks>A project that builds for several frameworks has the file once for each: all of them get the same text, so that one edit is written once.</remarks>
    public static Solution WithText(Solution solution, TextDocument file, SourceText text) => solution.Projects
        .SelectMany(static project => project.AdditionalDocuments)
        .Where(other => other.Id == file.Id || (other.FilePath is not null && other.FilePath == file.FilePath))
        .Aggregate(solution, (current, other) => current.WithAdditionalDocumentText(other.Id, text));
}
