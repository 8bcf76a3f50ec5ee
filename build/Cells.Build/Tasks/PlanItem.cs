using Microsoft.Build.Framework;

namespace Cells.Build;

/// <summary>A plan on its way from one task to the next, through an MSBuild item.</summary>
internal sealed record PlanItem(string Alias, SchemaSource Source, string Directory, bool Built, string Reason)
{
    public static ITaskItem Create(string alias, SchemaSource source, string directory, bool built, string reason) => ItemSpec.Create(
        alias, (nameof(Source), source.Name()), ("ProducerDirectory", directory), (nameof(Built), built ? "true" : "false"), (nameof(Reason), reason));

    public static PlanItem Parse(ITaskItem item)
    {
        _ = SchemaSourceNames.TryParse(item.GetMetadata(nameof(Source)), out SchemaSource source);
        return new PlanItem(item.ItemSpec, source, item.GetMetadata("ProducerDirectory"), item.GetMetadata(nameof(Built)) == "true", item.GetMetadata(nameof(Reason)));
    }
}
