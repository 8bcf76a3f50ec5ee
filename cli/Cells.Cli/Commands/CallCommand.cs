using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cells.Binding;
using Cells.Cli.CommandLine;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Connections;
using Cells.Directories;
using Cells.Schema;
using Cells.Wire;

namespace Cells.Cli.Commands;

/// <summary><c>cells call</c>: calls a running cell with arguments from the command line, by the schema that the cell itself gives.</summary>
internal sealed class CallCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly Argument<string> _call = new("call") { Description = "The call's name." };
    private readonly Argument<string[]> _arguments = new("argument")
    {
        Description = "One JSON object with the parameters, or name=value for each.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly TimeoutOption _timeout = new("How long everything may take.", TimeSpan.FromSeconds(30));

    public CallCommand(ToolTerminal terminal)
        : base(
            terminal,
            "call",
            "Calls a running cell and prints the result as JSON.",
            "cells call samples/storefront/catalog Get sku=TY-00001",
            "cells call samples/storefront/catalog Search '{\"text\":\"doll\",\"page\":1}'")
    {
        Arguments.Add(_directory);
        Arguments.Add(_call);
        Arguments.Add(_arguments);
        Options.Add(_timeout);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellDirectory directory = ManifestFile.Locate(parsed.GetRequiredValue(_directory));
        if (!CellState.IsRunning(directory))
        {
            throw new ToolFailure(ExitCode.NotFound, $"{directory.Path} is not running: start it with `cells start {directory.Path}`.");
        }

        TimeSpan timeout = _timeout.Of(parsed);
        long start = TimeProvider.System.GetTimestamp();
        (CellSchemaAnswer answer, CellSchema schema) = await SchemaSource.AskAsync(directory.SocketPath, timeout, cancellationToken);
        CallSchema call = FindCall(schema, parsed.GetRequiredValue(_call));
        JsonWireBinder binder = new(schema);
        byte[] request = Bind(binder, call, parsed.GetValue(_arguments) ?? []);

        TimeSpan left = timeout - TimeProvider.System.GetElapsedTime(start);
        byte[] response = await SendAsync(directory, answer, binder, call, request, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), cancellationToken);
        try
        {
            output.WriteData(Indent(binder.ReadResult(call, new ReadOnlySequence<byte>(response))));
        }
        catch (CellFormatException e)
        {
            throw new ToolFailure(ExitCode.No, $"{schema.Contract}.{call.Name} answered with bytes that are no result of it: {e.Message}", e);
        }

        return ExitCode.Ok;
    }

    private static CallSchema FindCall(CellSchema schema, string name)
    {
        const string Suffix = "Async";
        CallSchema? call = schema.FindCall(name)
            ?? (name.EndsWith(Suffix, StringComparison.Ordinal) ? schema.FindCall(name[..^Suffix.Length]) : null);
        string calls = string.Join(", ", schema.Calls.Select(known => known.Name));
        return call switch
        {
            null => throw new ToolFailure(ExitCode.NotFound, $"{schema.Contract} has no call '{name}'; it has: {(calls.Length > 0 ? calls : "none")}.")
            {
                Facts = new JsonObject { ["calls"] = new JsonArray([.. schema.Calls.Select(known => (JsonNode)known.Name)]) },
            },
            { Kind: not CallKind.Unary } => throw new ToolFailure(
                ExitCode.Usage, $"{schema.Contract}.{call.Name} is no unary call but of the kind {call.Kind}, which `cells call` cannot make."),
            _ => call,
        };
    }

    private static byte[] Bind(JsonWireBinder binder, CallSchema call, string[] arguments)
    {
        try
        {
            return arguments is [string only] && only.TrimStart().StartsWith('{')
                ? binder.BindArguments(call, only)
                : binder.BindArguments(call, arguments);
        }
        catch (JsonBindingException e)
        {
            throw new ToolFailure(ExitCode.Usage, $"These are no arguments of {call.Name}: {e.Message}", e)
            {
                Facts = new JsonObject { ["jsonPath"] = e.JsonPath, ["reason"] = e.Reason },
            };
        }
    }

    private static async Task<byte[]> SendAsync(
        CellDirectory directory,
        CellSchemaAnswer answer,
        JsonWireBinder binder,
        CallSchema call,
        byte[] request,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        int index = binder.Schema.Calls.TakeWhile(known => known != call).Count();
        await using UntypedCellClient client = UntypedCellClient.ForSocket(directory.SocketPath, answer.Contract, answer.Fingerprint);
        try
        {
            return await client.CallAsync(index, call.Name, request, timeout, cancellationToken);
        }
        catch (UntypedCellException e)
        {
            throw DeclaredFailure(binder, e);
        }
        catch (CellException e)
        {
            throw CallFailure.Of(e);
        }
    }

    private static ToolFailure DeclaredFailure(JsonWireBinder binder, UntypedCellException error)
    {
        string members;
        try
        {
            members = binder.ReadError(error.ErrorName, new ReadOnlySequence<byte>(error.Members));
        }
        catch (Exception e) when (e is CellFormatException or ArgumentException)
        {
            throw new ToolFailure(ExitCode.No, $"{error.Status}: {error.Message} (its members cannot be read as {error.ErrorName}: {e.Message})", error);
        }

        return new ToolFailure(ExitCode.No, $"{error.Status}: {error.Message}", error)
        {
            Details = [$"{error.ErrorName} {members}"],
            Facts = new JsonObject
            {
                ["status"] = error.Status.ToString(),
                ["outcome"] = error.Outcome.ToString(),
                ["name"] = error.ErrorName,
                ["members"] = JsonNode.Parse(members, documentOptions: new JsonDocumentOptions { MaxDepth = JsonWireBinder.WriterOptions.MaxDepth }),
            },
        };
    }

    private static string Indent(string json)
    {
        JsonWriterOptions options = JsonWireBinder.WriterOptions with { Indented = true };
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = options.MaxDepth });
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, options))
        {
            document.RootElement.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
