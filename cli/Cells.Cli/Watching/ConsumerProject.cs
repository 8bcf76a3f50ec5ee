using Cells.Build;
using Cells.Cli.Building;
using Cells.Cli.Graph;
using Cells.Schema;
using SchemaFile = Cells.Build.SchemaFile;

namespace Cells.Cli.Watching;

/// <summary>The project of a consumer, and what its last build left.</summary>
/// <param name="cell">The consumer.</param>
/// <param name="intermediate">The directory in <c>obj/</c> with the resolved schemas.</param>
internal sealed class ConsumerProject(CellNode cell, string intermediate)
{
    private const string IntermediateProperty = "CellsIntermediatePath";

    private readonly string _sources = GitRoot.Find(cell.Directory.Path) ?? cell.Directory.Path;

    /// <summary>The consumer.</summary>
    public CellNode Cell => cell;

    /// <summary>The directory in <c>obj/</c> with the resolved schemas.</summary>
    public string Intermediate => intermediate;

    /// <summary>Asks the project where it puts things.</summary>
    /// <exception cref="CommandLine.ToolFailure">There is no project, or it cannot be evaluated.</exception>
    public static async Task<ConsumerProject> EvaluateAsync(CellNode cell, CellBuilder builder, CancellationToken cancellationToken)
    {
        string path = await builder.EvaluateAsync(cell, IntermediateProperty, cancellationToken);

        // MSBuild gives back a path in the project's spelling as long as there is no such directory.
        return new ConsumerProject(cell, Path.GetFullPath(path.Replace('\\', Path.DirectorySeparatorChar), cell.Directory.Path));
    }

    /// <summary>What the last build was compiled against and what it uses, by the dependency's alias.</summary>
    public IReadOnlyDictionary<string, CompiledDependency> ReadCompiled()
    {
        UsageRecord? usage = SchemaFile.TextOrNull(Path.Combine(intermediate, "usage.json")) is { } text ? UsageRecord.Read(text) : null;
        return cell.Manifest.Dependencies.ToDictionary(static dependency => dependency.Alias, dependency => ReadCompiled(dependency.Alias, usage), StringComparer.Ordinal);
    }

    /// <summary>The schema that design-time builds see of a dependency; null when none was resolved.</summary>
    public string? ReadInput(string alias) => SchemaFile.TextOrNull(ResolvedFiles.SchemaPath(intermediate, alias));

    /// <summary>The full path of a file as a record has it; null when it is not there.</summary>
    public string? Locate(UsePlace place)
        => new[] { _sources, cell.Directory.Path }.Select(root => Path.GetFullPath(place.File, root)).FirstOrDefault(File.Exists);

    private CompiledDependency ReadCompiled(string alias, UsageRecord? usage)
    {
        if (ReadInput(alias) is not { } text || SchemaDocument.Read(text).Schema is not { } schema)
        {
            return new CompiledDependency(null, null);
        }

        ConsumerRecord? record = usage?.ToConsumer(alias, schema.Contract, SchemaFingerprint.Compute(schema), cell.Name, cell.Manifest.Version.ToString());
        return new CompiledDependency(schema, record is { Kinds.IsEmpty: false } ? record : null);
    }
}

/// <summary>A dependency as a program was compiled against it.</summary>
/// <param name="Schema">Its schema; null when the program was never built.</param>
/// <param name="Record">What the program uses of it; null when that is not known, which counts as everything.</param>
internal sealed record CompiledDependency(CellSchema? Schema, ConsumerRecord? Record)
{
    /// <summary>What another schema changes for the program, the worst first: what breaks it, and what it should know.</summary>
    public IReadOnlyList<CompatibilityFinding> Compare(CellSchema next) => Schema is null
        ? []
        : [.. SchemaComparer.Compare(Schema, next, new ComparisonOptions { Side = ComparisonSide.Consumer, Usage = Record?.ToUsage() ?? ContractUsage.Everything, ChecksVersion = false })
            .Findings.Where(static finding => finding.Verdict != Verdict.Compatible)];
}
