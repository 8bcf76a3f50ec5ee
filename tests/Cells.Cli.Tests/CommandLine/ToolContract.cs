using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Cells.Cli.CommandLine;
using Cells.Cli.Commands;
using Cells.Cli.Tests.TestCells;
using NJsonSchema;

namespace Cells.Cli.Tests.CommandLine;

/// <summary>What holds for every run of every command. All tests run the tool through it, so that each of their runs is held to it.</summary>
internal static class ToolContract
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    /// <summary>Fails where <paramref name="run"/> breaks the conventions in docs/cli.md.</summary>
    public static void Verify(string[] args, ToolRun run)
    {
        Assert.DoesNotContain('\u001B', run.Output + run.Error);
        System.CommandLine.ParseResult parsed = ToolCommands.Root.Parse(args, new System.CommandLine.ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.CommandResult.Command is not ToolCommand command || parsed.Action is ExampleHelp)
        {
            return;
        }

        if (ReportOptions.IsJson(parsed))
        {
            VerifyDocuments(command.Json, run);
            Assert.All(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => AssertValid(JsonOutput.EventSchema, line));
        }
        else if (run.ExitCode != ExitCode.Ok && command.Json.Form != JsonForm.Program)
        {
            Assert.True((run.Error + run.Output).Length > 0, $"exit code {run.ExitCode} and not a word");
        }
    }

    /// <summary>Fails unless <paramref name="json"/> is valid by the schema in docs/schema.</summary>
    public static void AssertValid(string schema, string json)
    {
        JsonSchema known = Schemas.GetOrAdd(schema, static name => new(() => Task.Run(() => JsonSchema.FromFileAsync(Path.Combine(RepositoryFiles.Schemas, name))).Result)).Value;
        Assert.True(known.Validate(json) is { Count: 0 }, $"not as docs/schema/{schema} has it: {string.Join("; ", known.Validate(json))}\n{json}");
    }

    private static void VerifyDocuments(JsonOutput form, ToolRun run)
    {
        if (form.Form == JsonForm.Program && !run.Output.StartsWith('{'))
        {
            // What a program printed.
            return;
        }

        List<string> documents = Split(run.Output);
        if (documents is [.., var last] && IsError(last))
        {
            AssertValid(JsonOutput.ErrorSchema, last);
            Assert.Contains($"\"exitCode\":{run.ExitCode},", last.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
            documents.RemoveAt(documents.Count - 1);
            Assert.True(form.Form != JsonForm.Document || documents.Count == 0, $"an error is a document more:\n{run.Output}");
        }
        else
        {
            Assert.True(form.Form != JsonForm.Document || documents.Count == 1, $"not one document:\n{run.Output}");
        }

        if (form.Schema is { } schema)
        {
            Assert.All(documents, document => AssertValid(schema, document));
        }
    }

    private static bool IsError(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.EnumerateObject() is var members && members.Count() == 1 && root.TryGetProperty("error", out _);
    }

    private static List<string> Split(string output)
    {
        List<string> documents = [];
        Utf8JsonReader reader = new(Encoding.UTF8.GetBytes(output), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 512 });
        while (reader.Read())
        {
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            documents.Add(document.RootElement.GetRawText());
        }

        return documents;
    }
}
