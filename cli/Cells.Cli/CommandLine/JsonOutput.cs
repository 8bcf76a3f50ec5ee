namespace Cells.Cli.CommandLine;

/// <summary>What a command prints on stdout with <c>--json</c>.</summary>
/// <param name="Schema">The schema of each document: a file in docs/schema. Null where the documents are another's.</param>
/// <param name="Form">How many documents there are.</param>
internal sealed record JsonOutput(string? Schema, JsonForm Form)
{
    /// <summary>Where the schemas are published.</summary>
    private const string Location = "https://github.com/cells-mesh/cells/blob/main/docs/schema/";

    /// <summary>The schema of the document that every command prints when it fails.</summary>
    public const string ErrorSchema = "tool/error.json";

    /// <summary>The schema of the lines that commands print on stderr meanwhile.</summary>
    public const string EventSchema = "tool/event.json";

    /// <summary>One document of the schema in docs/schema/<paramref name="schema"/>.</summary>
    public static JsonOutput Document(string schema) => new(schema, JsonForm.Document);

    /// <summary>Documents of the schema in docs/schema/<paramref name="schema"/>, one a line, while the command goes on.</summary>
    public static JsonOutput Lines(string schema) => new(schema, JsonForm.Lines);

    /// <summary>The address of the schema; null where there is none.</summary>
    public string? Link => Schema is null ? null : Location + Schema;
}

/// <summary>How many JSON documents a command prints.</summary>
internal enum JsonForm
{
    /// <summary>One.</summary>
    Document,

    /// <summary>Any number, each on a line of its own.</summary>
    Lines,

    /// <summary>None of its own: stdout is the program's that the command runs.</summary>
    Program,
}
