using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cells.Cli.CommandLine;
using Cells.Cli.Commands;
using Spectre.Console;

namespace Cells.Cli.Output;

/// <summary>The two streams of one command: data on stdout, prose on stderr; with <c>--json</c> one document on stdout.</summary>
internal sealed class ToolOutput
{
    /// <summary>Wider than any line, so that nothing redirected is ever wrapped.</summary>
    private const int UnboundedWidth = 100_000;

    // The output is read by people and programs, never embedded in HTML.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ToolTerminal _terminal;
    private readonly bool _isLines;

    /// <summary>Creates the output of a command.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="isJson">Whether stdout carries JSON.</param>
    /// <param name="isLines">Whether each document on stdout is on a line of its own.</param>
    public ToolOutput(ToolTerminal terminal, bool isJson, bool isLines = false)
    {
        _terminal = terminal;
        _isLines = isLines;
        IsJson = isJson;
        Data = CreateConsole(terminal.Out, terminal.IsOutStyled);
        Prose = CreateConsole(terminal.Error, terminal.IsErrorStyled);
    }

    /// <summary>The output that a command line asks for.</summary>
    public static ToolOutput Of(ToolTerminal terminal, ParseResult parsed)
        => new(terminal, ReportOptions.IsJson(parsed), parsed.CommandResult.Command is ToolCommand { Json.Form: JsonForm.Lines });

    /// <summary>Whether stdout carries JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Whether progress may be drawn in place.</summary>
    public bool IsLive => _terminal.IsErrorStyled && !IsJson;

    /// <summary>Whether stdout may be drawn in place.</summary>
    public bool IsDrawn => _terminal.IsOutStyled && !IsJson;

    /// <summary>Stdout, for tables.</summary>
    public IAnsiConsole Data { get; }

    /// <summary>Stderr.</summary>
    public IAnsiConsole Prose { get; }

    public void WriteData(string line) => _terminal.Out.WriteLine(line);

    /// <summary>Stdin.</summary>
    public TextReader In => _terminal.In;

    /// <summary>Stdout, for documents.</summary>
    public TextWriter Out => _terminal.Out;

    /// <summary>The columns of a line on stdout; more than any line has where stdout is no terminal.</summary>
    public int Width => Data.Profile.Width;

    /// <summary>The lines of a terminal that stdout is.</summary>
    public int Height => Data.Profile.Height;

    /// <summary>One line on stdout in several styles, which only a terminal gets.</summary>
    public void WriteStyled(params ReadOnlySpan<(string Text, Style Style)> parts)
    {
        WriteParts(parts);
        _terminal.Out.WriteLine();
    }

    /// <summary>Text on stdout in several styles, which only a terminal gets.</summary>
    public void WriteParts(params ReadOnlySpan<(string Text, Style Style)> parts)
    {
        foreach ((string text, Style style) in parts)
        {
            if (_terminal.IsOutStyled)
            {
                Data.Write(text, style);
            }
            else
            {
                _terminal.Out.Write(text);
            }
        }
    }

    /// <summary>One document on stdout.</summary>
    public void WriteJson(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        _terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    public void WriteJson(JsonNode document) => _terminal.Out.WriteLine(document.ToJsonString(Indented));

    /// <summary>One document on one line of stdout, for a command that goes on.</summary>
    public void WriteLine(JsonNode document) => _terminal.Out.WriteLine(document.ToJsonString(OneLine));

    /// <summary>One document on one line of stderr, for a command whose stdout belongs to another program.</summary>
    public void WriteEvent(JsonNode document) => _terminal.Error.WriteLine(document.ToJsonString(OneLine));

    /// <summary>Tells the user something; silent where a document tells it.</summary>
    public void WriteProse(string line)
    {
        if (!IsJson)
        {
            Prose.WriteLine(line);
        }
    }

    /// <summary>Tells of something that may be wrong but stops nothing.</summary>
    public void WriteWarning(string line)
    {
        if (IsJson)
        {
            WriteEvent(new JsonObject { ["warning"] = line });
        }
        else
        {
            Prose.WriteLine(line);
        }
    }

    public void WriteFailure(ToolFailure failure)
    {
        if (IsJson)
        {
            JsonObject document = new() { ["error"] = ToJson(failure) };
            if (_isLines)
            {
                WriteLine(document);
            }
            else
            {
                WriteJson(document);
            }

            return;
        }

        Prose.Write(new Text("error: ", new Style(Color.Red)));
        Prose.WriteLine(failure.Message);
        foreach (string line in failure.Details)
        {
            Prose.WriteLine($"  {line.TrimEnd('\r')}");
        }

        if (failure.Hint is not null)
        {
            Prose.Write(new Text("hint: ", new Style(Color.Yellow)));
            Prose.WriteLine(failure.Hint);
        }
    }

    /// <summary>A failure as the member <c>error</c> of a document: docs/schema/tool/error.json.</summary>
    public static JsonObject ToJson(ToolFailure failure)
    {
        JsonObject error = new()
        {
            ["code"] = ExitCode.Names[failure.ExitCode],
            ["exitCode"] = failure.ExitCode,
            ["message"] = failure.Message,
        };
        if (failure.Hint is not null)
        {
            error["hint"] = failure.Hint;
        }

        AddPlace(error, failure.Place);
        foreach ((string name, JsonNode? fact) in failure.Facts)
        {
            error[name] = fact?.DeepClone();
        }

        if (failure.Details.Count > 0)
        {
            error["details"] = new JsonArray([.. failure.Details.Select(line => JsonValue.Create(line))]);
        }

        return error;
    }

    private static void AddPlace(JsonObject error, SourcePlace? place)
    {
        if (place is null)
        {
            return;
        }

        error["file"] = place.File;
        if (place.Line > 0)
        {
            error["line"] = place.Line;
        }

        if (place.Column > 0)
        {
            error["column"] = place.Column;
        }
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isStyled)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isStyled ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isStyled ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isStyled ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isStyled)
        {
            console.Profile.Width = UnboundedWidth;
        }

        return console;
    }
}
