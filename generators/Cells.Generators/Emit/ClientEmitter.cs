using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits the client of a cell: each call hands its arguments, as a struct that can write itself, to the channel.</summary>
internal static class ClientEmitter
{
    private const string Wire = "global::Cells.Wire.";
    private const string Connections = "global::Cells.Connections.";
    private const string NoArguments = "NoArguments";

    /// <summary>The simple name of the client.</summary>
    public static string Name(TypeScope scope) => scope.CellName + "Client";

    /// <summary>The file.</summary>
    /// <param name="scope">The scope of the schema.</param>
    /// <param name="dependency">What the client connects to; null beside the producer itself, which is no dependency of its own.</param>
    /// <param name="visibility"><c>public</c> or <c>internal</c>.</param>
    /// <param name="hints">Names the file.</param>
    public static GeneratedSource Emit(TypeScope scope, DependencyName? dependency, string visibility, HintNames hints)
    {
        CallSchema[] calls = [.. scope.Schema.Calls.Where(CallSignature.IsCarried)];
        string name = Identifier.EscapeType(Name(scope));
        string field = FieldName(calls);
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, calls.SelectMany(References.NamesIn), scope, []);
        writer.Namespace(scope.Namespace);
        writer.Line($"/// <summary>Calls <c>{scope.Schema.Contract}</c> over a channel.</summary>");
        Attributes.WriteGeneratedCode(writer);
        string interfaces = $"{ContractEmitter.Global(scope, InterfaceEmitter.Name(scope))}, global::System.IAsyncDisposable";
        using (writer.Block($"{visibility} sealed class {name} : {interfaces}"))
        {
            writer.Line($"private readonly {Connections}CellChannel {field};");
            writer.Line();
            writer.Line("/// <summary>Creates a client that owns <paramref name=\"channel\"/>.</summary>");
            writer.Line("/// <param name=\"channel\">The channel to the cell.</param>");
            writer.Line($"public {name}({Connections}CellChannel channel) => {field} = channel;");
            writer.Line();
            WriteSchemaChanged(writer, field);
            if (dependency is not null)
            {
                WriteConnect(writer, scope, dependency, name);
            }

            WriteCalls(writer, scope, calls, field);
            writer.Line("/// <summary>Closes the channel; calls in flight fail with <see cref=\"global::Cells.CellStatus.Cancelled\"/>.</summary>");
            writer.Line("/// <returns>Completes when the channel is closed.</returns>");
            writer.Line($"public global::System.Threading.Tasks.ValueTask DisposeAsync() => {field}.DisposeAsync();");
            writer.Line();
            WriteReadError(writer, scope, calls);
            WritePayloads(writer, scope, calls);
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

    private static void WriteCalls(SourceWriter writer, TypeScope scope, CallSchema[] calls, string field)
    {
        string contract = ContractEmitter.Global(scope, InterfaceEmitter.Name(scope)) + ".";
        PayloadNames payloads = new(calls, scope);
        foreach (CallSchema call in calls)
        {
            bool isHidden = IsHidden(scope, call);
            string owner = isHidden ? contract : string.Empty;
            string modifier = isHidden ? string.Empty : "public ";
            CallSignature signature = new(call, scope);
            string payload = payloads.Of(call);
            string type = signature.Result is null ? payload : $"{payload}, {signature.Result}, {CodecName.Of(call.Result!, scope)}";
            string[] arguments =
            [
                ContractEmitter.Descriptor(scope, call),
                $"new {payload}({string.Join(", ", signature.Arguments)})",
                Identifier.Escape(signature.CancellationName),
            ];

            foreach (bool isBlocking in new[] { false, true })
            {
                WriteInherited(writer);
                InterfaceEmitter.WriteAttributes(writer, call);
                signature.Write(writer, isBlocking, modifier, owner, " =>");
                writer.ContinuationList($"{field}.{(isBlocking ? "Call" : "CallAsync")}<{type}>(", arguments, ");");
                writer.Line();
            }
        }

        // The interface has them too; a variable of the client's own type does not see those.
        foreach ((string name, CallSchema call) in OldNames.Of(calls, scope).Where(alias => !IsHidden(scope, alias.Call)))
        {
            CallSignature signature = new(call, scope);
            foreach (bool isBlocking in new[] { false, true })
            {
                signature.WriteForwarder(writer, name, isBlocking, "public ");
                writer.Line();
            }
        }
    }

    // ConnectAsync(CancellationToken) is taken, and a member cannot be named like its class.
    private static bool IsHidden(TypeScope scope, CallSchema call) =>
        (call.Parameters.IsEmpty && call.Name == "Connect") || call.Name == Name(scope) || call.Name + "Async" == Name(scope) || call.Name is "OpenChannel" or "SchemaChanged";

    // A parameter of the same name would hide the field.
    private static string FieldName(CallSchema[] calls) =>
        new UniqueNames([.. calls.SelectMany(call => call.Parameters).Select(parameter => parameter.Name)]).Take("_channel");

    private static void WriteInherited(SourceWriter writer) => writer.Line("/// <inheritdoc/>");

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

    private static void WritePayloads(SourceWriter writer, TypeScope scope, CallSchema[] calls)
    {
        PayloadNames payloads = new(calls, scope);
        if (calls.Any(call => call.Parameters.IsEmpty))
        {
            writer.Line();
            using (writer.Block($"private readonly struct {payloads.Empty} : {Connections}ICallPayload"))
            using (writer.Block($"public void Write(ref {Wire}WireWriter writer)"))
            {
            }
        }

        foreach (CallSchema call in calls)
        {
            if (!call.Parameters.IsEmpty)
            {
                writer.Line();
                WritePayload(writer, scope, call, payloads.Of(call));
            }
        }
    }

    private static void WritePayload(SourceWriter writer, TypeScope scope, CallSchema call, string payload)
    {
        UniqueNames names = new("writer");
        string[] arguments = [.. call.Parameters.Select(parameter => Identifier.Escape(names.Take(parameter.Name)))];
        string[] parameters = [.. call.Parameters.Select((parameter, index) => $"{CSharpType.Of(parameter.Type, scope)} {arguments[index]}")];
        writer.List($"private readonly struct {payload}(", parameters, $") : {Connections}ICallPayload");
        using (writer.OpenBrace())
        using (writer.Block($"public void Write(ref {Wire}WireWriter writer)"))
        {
            for (int i = 0; i < arguments.Length; i++)
            {
                writer.Line($"{CodecName.Of(call.Parameters[i].Type, scope)}.Write(ref writer, {arguments[i]});");
            }
        }
    }

    /// <summary>Names the payload structs, which share their scope with the calls' methods.</summary>
    private sealed class PayloadNames
    {
        private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

        public PayloadNames(CallSchema[] calls, TypeScope scope)
        {
            UniqueNames taken = new(ReservedMembers.OfClients);
            foreach (string name in calls.Select(static call => call.Name).Concat(OldNames.Of(calls, scope).Select(static alias => alias.Name)))
            {
                taken.Reserve(name);
                taken.Reserve(name + "Async");
            }

            Empty = taken.Take(NoArguments);
            foreach (CallSchema call in calls)
            {
                _names[call.Name] = call.Parameters.IsEmpty ? Empty : taken.Take(call.Name + "Payload");
            }
        }

        public string Empty { get; }

        public string Of(CallSchema call) => _names[call.Name];
    }
}

/// <summary>What a generated client connects to.</summary>
/// <param name="Alias">The dependency's name in <c>cell.toml</c>.</param>
/// <param name="Assembly">The consumer's assembly, for the record of what it uses.</param>
internal sealed record DependencyName(string Alias, string Assembly);
