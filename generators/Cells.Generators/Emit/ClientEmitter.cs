using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the client of a cell: each call hands its arguments, as a struct that can write itself, to the channel.</summary>
internal static class ClientEmitter
{
    private const string Wire = "global::Cells.Wire.";
    private const string Connections = "global::Cells.Connections.";

    /// <summary>The simple name of the client.</summary>
    public static string Name(TypeScope scope) => scope.CellName + "Client";

    /// <summary>The file.</summary>
    /// <param name="scope">The scope of the schema.</param>
    /// <param name="callbacks">The methods of the contract's callback interfaces, as this compilation declares them.</param>
    /// <param name="dependency">What the client connects to; null beside the producer itself, which is no dependency of its own.</param>
    /// <param name="visibility"><c>public</c> or <c>internal</c>.</param>
    /// <param name="hints">Names the file.</param>
    public static GeneratedSource Emit(TypeScope scope, EquatableArray<CallbackModel> callbacks, DependencyName? dependency, string visibility, HintNames hints)
    {
        CallSchema[] calls = [.. scope.Schema.Calls];
        string name = Identifier.EscapeType(Name(scope));
        string field = FieldName(calls);
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, calls.SelectMany(References.NamesIn), scope, References.WarningsOfCallbacks(scope, isProducer: dependency is null));
        writer.Namespace(scope.Namespace);
        writer.Line($"/// <summary>Calls <c>{scope.Schema.Contract}</c> over a channel.</summary>");
        Attributes.WriteGeneratedCode(writer);
        string interfaces = $"{ContractEmitter.Global(scope, InterfaceEmitter.Name(scope))}, {Connections}IChannelClient, global::System.IAsyncDisposable";
        using (writer.Block($"{visibility} sealed class {name} : {interfaces}"))
        {
            writer.Line($"private readonly {Connections}CellChannel {field};");
            writer.Line();
            writer.Line("/// <summary>Creates a client that owns <paramref name=\"channel\"/>.</summary>");
            writer.Line("/// <param name=\"channel\">The channel to the cell.</param>");
            writer.Line($"public {name}({Connections}CellChannel channel) => {field} = channel;");
            writer.Line();
            writer.Line("/// <inheritdoc/>");
            writer.Line($"{Connections}CellChannel {Connections}IChannelClient.Channel => {field};");
            writer.Line();
            WriteSchemaChanged(writer, field);
            if (dependency is not null)
            {
                WriteConnect(writer, scope, dependency, name);
            }

            writer.Line("/// <inheritdoc/>");
            string self = ContractEmitter.Global(scope, InterfaceEmitter.Name(scope));
            writer.Line($"public {self} With(global::Cells.CallOptions options) => new {name}({field}.With(options));");
            writer.Line();
            ClientCallEmitter.Write(writer, scope, calls, field);
            writer.Line("/// <summary>Closes the channel; calls in flight fail with <see cref=\"global::Cells.CellStatus.Cancelled\"/>.</summary>");
            writer.Line("/// <returns>Completes when the channel is closed.</returns>");
            writer.Line($"public global::System.Threading.Tasks.ValueTask DisposeAsync() => {field}.DisposeAsync();");
            writer.Line();
            WriteReadError(writer, scope, calls);
            PayloadEmitter.Write(writer, scope, calls, callbacks);
        }

        string hint = (scope.Namespace.Length == 0 ? string.Empty : scope.Namespace + ".") + Name(scope);
        return new GeneratedSource(hints.Take(hint), writer.ToString());
    }

    private static void WriteConnect(SourceWriter writer, TypeScope scope, DependencyName dependency, string name)
    {
        writer.Line($"/// <summary>Connects to the dependency <c>{DocumentationXml.Escape(dependency.Alias)}</c> of this cell's <c>cell.toml</c>.</summary>");
        writer.Line("/// <param name=\"cancel\">Cancels connecting.</param>");
        writer.Line("/// <returns>A client with a live connection.</returns>");
        writer.Line("/// <exception cref=\"global::Cells.CellException\">There is no such dependency, it does not run, or its contract does not fit.</exception>");
        string token = "global::System.Threading.CancellationToken cancel = default";
        using (writer.Block($"public static async global::System.Threading.Tasks.ValueTask<{name}> ConnectAsync({token})"))
        {
            writer.Line($"{Connections}CellChannel channel = OpenChannel();");
            writer.Line("await channel.ConnectAsync(cancel).ConfigureAwait(false);");
            writer.Line($"return new {name}(channel);");
        }

        writer.Line();
        writer.Line("/// <summary>Opens a channel to the dependency that connects at the first call.</summary>");
        writer.Line("/// <param name=\"services\">Has the logger factory, the clock and the interceptors of the channel; null for none.</param>");
        writer.Line($"internal static {Connections}CellChannel OpenChannel(global::System.IServiceProvider? services = null) =>");
        string[] arguments = [Literal.String(dependency.Alias), $"{ContractEmitter.GlobalName(scope)}.Contract", "ReadError", Literal.String(dependency.Assembly), "services"];
        writer.ContinuationList($"{Connections}CellChannel.ForDependency(", arguments, ");");
        writer.Line();
    }

    private static void WriteSchemaChanged(SourceWriter writer, string field)
    {
        writer.Line("/// <summary>The cell has come up with another schema than before, or says that it is about to. Raised on the thread pool.</summary>");
        writer.Line($"/// <seealso cref=\"{Connections}CellChannel.SchemaChanged\"/>");
        using (writer.Block($"public event global::System.EventHandler<{Connections}CellSchemaChangedEventArgs>? SchemaChanged"))
        {
            writer.Line($"add => {field}.SchemaChanged += value;");
            writer.Line($"remove => {field}.SchemaChanged -= value;");
        }

        writer.Line();
    }

    // A parameter of the same name would hide the field.
    private static string FieldName(CallSchema[] calls) =>
        new UniqueNames([.. calls.SelectMany(call => call.Parameters).Select(parameter => parameter.Name)]).Take("_channel");

    private static void WriteReadError(SourceWriter writer, TypeScope scope, CallSchema[] calls)
    {
        // Beside the producer its own errors arrive as plain ones: only their author knows how to construct them.
        string[] errors =
        [
            .. calls.SelectMany(call => call.Errors)
                .Where(error => !scope.IsDeclaredHere(scope.Find(error)))
                .Distinct(StringComparer.Ordinal)
                .OrderBy(name => name, StringComparer.Ordinal),
        ];
        writer.Line("/// <summary>Turns a declared error, as it arrived, into its exception; null for one that stays a plain <c>CellException</c>.</summary>");
        writer.Line("internal static global::Cells.CellException? ReadError(");
        writer.Continuation($"string name, global::Cells.CellStatus status, string message, ref {Wire}WireReader members) =>");
        if (errors.Length == 0)
        {
            writer.Continuation("null;");
            return;
        }

        using (writer.IndentedBlock("name switch", ";"))
        {
            foreach (string error in errors)
            {
                writer.Line($"{Literal.String(error)} => {scope.GlobalCodecName(error)}.Read(status, message, ref members),");
            }

            writer.Line("_ => null,");
        }
    }
}

/// <summary>What a generated client connects to.</summary>
/// <param name="Alias">The dependency's name in <c>cell.toml</c>.</param>
/// <param name="Assembly">The consumer's assembly, for the record of what it uses.</param>
internal sealed record DependencyName(string Alias, string Assembly);
