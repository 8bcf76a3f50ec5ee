using Cells.Schema;

namespace Cells.Generators;

/// <summary>The attributes of generated declarations.</summary>
internal static class Attributes
{
    /// <summary>The diagnostic of a deprecated part of a contract: a warning of its own, so that it never fails a build under CS0618.</summary>
    public const string ObsoleteId = "CELL2521";

    // The form of the generated code, not the version of the tool: upgrading the tool alone changes no generated file.
    private const string FormVersion = "1.0";

    /// <summary>Says that a tool wrote the declaration.</summary>
    public static void WriteGeneratedCode(SourceWriter writer) =>
        writer.Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"Cells\", \"{FormVersion}\")]");

    /// <summary><c>[Obsolete]</c> with an id and a page of its own; nothing when the declaration is not deprecated.</summary>
    public static void WriteObsolete(SourceWriter writer, Deprecation? obsolete)
    {
        if (obsolete is not null)
        {
            writer.Line($"[{Obsolete(obsolete)}]");
        }
    }

    /// <summary><c>[property: Obsolete]</c> in front of a positional parameter; nothing when it is not deprecated.</summary>
    public static string ObsoleteProperty(Deprecation? obsolete) => obsolete is null ? string.Empty : $"[property: {Obsolete(obsolete)}] ";

    /// <summary><c>[Experimental]</c>; nothing when the call is stable, or names what can be no diagnostic id.</summary>
    public static void WriteExperimental(SourceWriter writer, string? id)
    {
        if (id is not null && Identifier.IsValid(id))
        {
            writer.Line($"[global::System.Diagnostics.CodeAnalysis.Experimental({Literal.String(id)})]");
        }
    }

    /// <summary><c>[Obsolete]</c> of an old name, with the rule of the rename as the warning's id.</summary>
    public static void WriteOldName(SourceWriter writer, string newName, string id) =>
        writer.Line($"[global::System.Obsolete({Literal.String($"Renamed to {newName}.")}, DiagnosticId = \"{id}\", UrlFormat = \"{RulePages.Format}\")]");

    /// <summary><c>[Renamed]</c> for every old name, one a line.</summary>
    public static void WriteRenamed(SourceWriter writer, EquatableArray<string> oldNames)
    {
        foreach (string oldName in oldNames)
        {
            writer.Line($"[global::Cells.Renamed({Literal.String(oldName)})]");
        }
    }

    /// <summary><c>[Renamed]</c> for every old name, in front of a parameter.</summary>
    public static string Renamed(EquatableArray<string> oldNames) =>
        string.Concat(oldNames.Select(oldName => $"[global::Cells.Renamed({Literal.String(oldName)})] "));

    private static string Obsolete(Deprecation obsolete)
    {
        string message = obsolete.Message is null ? string.Empty : Literal.String(obsolete.Message) + ", ";
        return $"global::System.Obsolete({message}DiagnosticId = \"{ObsoleteId}\", UrlFormat = \"{RulePages.Format}\")";
    }
}
