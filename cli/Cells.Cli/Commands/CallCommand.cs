using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cells.Binding;
using Cells.Cli.CommandLine;
using Cells.Cli.Completion;
using Cells.Cli.Graph;
using Cells.Cli.Instances;
using Cells.Cli.Output;
using Cells.Connections;
using Cells.Directories;
using Cells.Schema;
using Cells.Wire;
using CallFailure = Cells.Cli.Instances.CallFailure;

namespace Cells.Cli.Commands;

/// <summary><c>cells call</c>: calls a running cell, or subscribes, with arguments from the command line, by the schema that the cell itself gives.</summary>
internal sealed class CallCommand : ToolCommand
{
    private readonly Argument<string> _directory = CommonOptions.Directory("The cell's directory.");
    private readonly Argument<string> _call = new("call") { Description = "The call's name." };
    private readonly Argument<string[]> _arguments = new("argument")
    {
        Description = "One JSON object with the parameters, or name=value for each.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly TimeoutOption _timeout = new("How long everything may take; a stream has no limit unless given.", TimeSpan.FromSeconds(30));
    private readonly Option<int?> _count = new("--count") { Description = "Ends after so many items or events.", HelpName = "n" };

    public CallCommand(ToolTerminal terminal)
        : base(
            terminal,
            "call",
            "Calls a running cell and prints the result as JSON; items of a stream, and events, as they come, each on a line. Items to send are lines of the input.",
            "cells call samples/storefront/catalog Get sku=TY-00001",
            "cells call samples/storefront/catalog Search '{\"text\":\"doll\",\"page\":1}'",
            "cells call samples/exchange/exchange Traded --count 10",
            "cells use samples/storefront/catalog Get sku=TY-00001")
    {
        Aliases.Add("use");
        _call.CompletionSources.Add(context => CallWords.Calls(context.ParseResult.GetValue(_directory)));
        _arguments.CompletionSources.Add(context
            => CallWords.Parameters(context.ParseResult.GetValue(_directory), context.ParseResult.GetValue(_call), context.ParseResult.GetValue(_arguments) ?? []));
        Arguments.Add(_directory);
        Arguments.Add(_call);
        Arguments.Add(_arguments);
        Options.Add(_timeout);
        Options.Add(_count);
    }

    public override JsonOutput Json { get; } = JsonOutput.Lines("tool/call.json");

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        CellDirectory directory = ManifestFile.Locate(parsed.GetRequiredValue(_directory));
        if (!CellState.IsRunning(directory))
        {
            throw new ToolFailure(ExitCode.NotFound, $"{directory.Path} is not running.") { Hint = $"Start it with `cells start {DisplayPath.Argument(directory.Path)}`." };
        }

        TimeSpan timeout = _timeout.Of(parsed);
        long start = TimeProvider.System.GetTimestamp();
        (CellSchemaAnswer answer, CellSchema schema) = await SchemaSource.AskAsync(directory.SocketPath, timeout, cancellationToken);
        CallSchema call = FindCall(schema, parsed.GetRequiredValue(_call));
        JsonWireBinder binder = new(schema);
        byte[] request = call.Kind == CallKind.Event ? RefuseArguments(call, parsed.GetValue(_arguments) ?? []) : Bind(binder, call, parsed.GetValue(_arguments) ?? []);
        int? count = parsed.GetValue(_count);
        if (count is not null && (count < 1 || !StreamCall.IsListed(call)))
        {
            throw new ToolFailure(ExitCode.Usage, $"--count is at least 1, and for streams and events; {call.Name} is of the kind {call.Kind}.");
        }

        int index = schema.Calls.TakeWhile(known => known != call).Count();
        await using UntypedCellClient client = UntypedCellClient.ForSocket(directory.SocketPath, answer.Contract, answer.Fingerprint);
        StreamCall stream = new(client, binder, call, index, output);
        try
        {
            if (StreamCall.IsListed(call))
            {
                await stream.PrintAsync(request, parsed.GetValue(_timeout), count, cancellationToken);
                return ExitCode.Ok;
            }

            TimeSpan left = timeout - TimeProvider.System.GetElapsedTime(start);
            byte[] response = call.Kind == CallKind.ClientStream
                ? await stream.SendAsync(request, parsed.GetValue(_timeout), cancellationToken)
                : await client.CallAsync(index, call.Name, request, left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1), cancellationToken);
            output.WriteData(Indent(binder.ReadResult(call, new ReadOnlySequence<byte>(response))));
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && StreamCall.IsListed(call))
        {
            // The user has seen enough.
            return ExitCode.Ok;
        }
        catch (CellFormatException e)
        {
            throw new ToolFailure(ExitCode.No, $"{schema.Contract}.{call.Name} answered with bytes that are none of its: {e.Message}", e);
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

    private static byte[] RefuseArguments(CallSchema call, string[] arguments)
        => arguments.Length == 0 ? [] : throw new ToolFailure(ExitCode.Usage, $"{call.Name} is an event, which takes no arguments: it gives them.");

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
