namespace Cells.Generators;

/// <summary>Emits the registration of every client of a project.</summary>
internal static class RegistrationEmitter
{
    private const string Services = "global::Microsoft.Extensions.DependencyInjection.";

    /// <summary>The file. Without a readable dependency it registers nothing, so that a broken schema is the only error.</summary>
    public static GeneratedSource Emit(IReadOnlyList<(string Alias, TypeScope Scope)> dependencies, HintNames hints)
    {
        SourceWriter writer = SourceWriter.StartFile();
        writer.Namespace("Microsoft.Extensions.DependencyInjection");
        writer.Line("/// <summary>Registers the clients of the cells named in <c>cell.toml</c>.</summary>");
        Attributes.WriteGeneratedCode(writer);
        using (writer.Block("internal static class CellClientsServiceCollectionExtensions"))
        {
            writer.Line("/// <summary>Adds a client of each dependency, which connects at its first call: as its interface and, with the dependency's name for a key, as a keyed service.</summary>");
            writer.Line("/// <param name=\"services\">The services to add to.</param>");
            writer.Line("/// <returns><paramref name=\"services\"/>.</returns>");
            using (writer.Block($"public static {Services}IServiceCollection AddCellClients(this {Services}IServiceCollection services)"))
            {
                foreach ((string alias, TypeScope scope) in dependencies)
                {
                    string contract = ContractEmitter.Global(scope, InterfaceEmitter.Name(scope));
                    string client = ContractEmitter.Global(scope, ClientEmitter.Name(scope));
                    writer.Line($"global::Cells.Hosting.CellClients.Add<{contract}>(");
                    writer.Continuation($"services, {Literal.String(alias)}, static provider => new {client}({client}.OpenChannel(provider)));");
                }

                writer.Line("return services;");
            }
        }

        return new GeneratedSource(hints.Take("CellClients"), writer.ToString());
    }
}
