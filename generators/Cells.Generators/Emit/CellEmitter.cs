using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits what a <c>[Cell]</c> class needs: its contract, its dispatcher, the codecs of its types and, on request, a client.</summary>
internal static class CellEmitter
{
    private const string Hosting = "global::Cells.Hosting.";
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.";

    /// <summary>The files for <paramref name="cell"/>.</summary>
    public static IEnumerable<GeneratedSource> Emit(CellModel cell)
    {
        // The compiler waits for its generators with its other threads idle: the schema document is written beside the codecs. A scope remembers layouts, so each has its own.
        Task<string> contract = Task.Run(() => ContractEmitter.Write(TypeScope.ForProducer(cell), isProducer: true));
        TypeScope scope = TypeScope.ForProducer(cell);
        HintNames hints = new();
        yield return EmitCell(cell, scope, hints);
        string contractFile = hints.Take(ContractEmitter.Hint(scope));

        // A dependency's types get their codecs, like themselves, from the dependency's client.
        List<GeneratedSource> codecs = [.. cell.Schema.Types.Where(type => type.Owner is null).Select(type => CodecEmitter.Emit(type, scope, hints))];
        yield return new GeneratedSource(contractFile, contract.GetAwaiter().GetResult());
        foreach (GeneratedSource codec in codecs)
        {
            yield return codec;
        }

        if (cell.EmitClient)
        {
            yield return InterfaceEmitter.Emit(scope, cell.Accessibility, isProducer: true, hints);
            yield return ClientEmitter.Emit(scope, cell.Callbacks, dependency: null, cell.Accessibility, hints);
        }
    }

    private static GeneratedSource EmitCell(CellModel cell, TypeScope scope, HintNames hints)
    {
        string self = "global::" + Identifier.EscapePath(cell.Namespace.Length == 0 ? cell.ClassName : cell.Namespace + "." + cell.ClassName);
        string contract = $"{Hosting}ICell<{self}>";
        SourceWriter writer = SourceWriter.StartFile();
        References.SilenceWarnings(writer, cell.Schema.Calls.SelectMany(References.NamesIn), scope, WarningsOfCalls(cell.Schema).Concat(References.WarningsOfCallbacks(scope, isProducer: true)));
        writer.Namespace(cell.Namespace);
        using (writer.Block($"partial class {Identifier.EscapeType(cell.ClassName)} : {contract}"))
        {
            writer.Assignment($"static global::Cells.Connections.CellContract {contract}.Contract =>", $"{ContractEmitter.GlobalName(scope)}.Contract;");
            writer.Line();
            WriteAddClients(writer, cell, contract);
            writer.Line();
            WriteCreate(writer, cell, self, contract);
            writer.Line();
            DispatchEmitter.WriteDispatch(writer, cell, self, contract);
            writer.Line();
            DispatchEmitter.WriteNameOf(writer, cell.Schema, contract);
            writer.Line();
            DispatchEmitter.WriteTryWriteError(writer, cell.Schema, scope, contract);
            writer.Line();
            EventEmitter.Write(writer, cell, scope, self, contract);
            DispatchEmitter.WriteHandlers(writer, cell, scope, self);
        }

        string hint = cell.Namespace.Length == 0 ? cell.ClassName : cell.Namespace + "." + cell.ClassName;
        return new GeneratedSource(hints.Take(hint + ".Cell"), writer.ToString());
    }

    private static void WriteAddClients(SourceWriter writer, CellModel cell, string contract)
    {
        string header = $"static void {contract}.AddClients({Services}IServiceCollection services)";
        if (cell.HasDependencies)
        {
            writer.Line(header + " =>");
            writer.Continuation($"{Services}CellClientsServiceCollectionExtensions.AddCellClients(services);");
            return;
        }

        using (writer.Block(header))
        {
        }
    }

    private static void WriteCreate(SourceWriter writer, CellModel cell, string self, string contract)
    {
        string header = $"static {self} {contract}.Create(global::System.IServiceProvider services) => new(";
        if (cell.Constructor.IsEmpty)
        {
            writer.Line(header + ");");
            return;
        }

        writer.Line(header);
        for (int i = 0; i < cell.Constructor.Count; i++)
        {
            writer.Continuation(Service(cell.Constructor[i]) + (i + 1 < cell.Constructor.Count ? "," : ");"));
        }
    }

    private static string Service(ServiceParameterModel service)
    {
        if (service.Key is null)
        {
            string get = service.IsOptional ? "GetService" : "GetRequiredService";
            return $"{Services}ServiceProviderServiceExtensions.{get}<{service.Type}>(services)" + (service.IsOptional ? "!" : string.Empty);
        }

        string getKeyed = service.IsOptional ? "GetKeyedService" : "GetRequiredKeyedService";
        return $"{Services}ServiceProviderKeyedServiceExtensions.{getKeyed}<{service.Type}>(services, {service.Key})" + (service.IsOptional ? "!" : string.Empty);
    }

    private static IEnumerable<string> WarningsOfCalls(CellSchema schema)
    {
        foreach (CallSchema call in schema.Calls)
        {
            if (call.Obsolete is not null)
            {
                yield return call.Obsolete.Message is null ? "CS0612" : "CS0618";
            }

            if (call.Experimental is not null && Identifier.IsValid(call.Experimental))
            {
                yield return call.Experimental;
            }
        }
    }
}
