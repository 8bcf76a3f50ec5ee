using Cells.Schema;

namespace Cells.Generators;

/// <summary>Gives the project's own structs the layout of their memory image, which only a whole schema tells.</summary>
internal static class MemoryImages
{
    /// <summary>The schema with sizes, alignments and offsets.</summary>
    public static CellSchema Apply(CellSchema schema)
    {
        TypeLayouts layouts = new(schema);
        return schema with
        {
            Types = schema.Types.Select(type => type.Owner is null && type.TypeParameters.IsEmpty ? Apply(type, layouts.ImageOf(type)) : type).ToEquatableArray(),
        };
    }

    private static TypeSchema Apply(TypeSchema type, LayoutResult? image) => image is not { } layout ? type : type with
    {
        Size = layout.Size,
        Alignment = layout.Alignment,
        Members = type.Members.Select((member, index) => member with { Offset = layout.Offsets[index] }).ToEquatableArray(),
    };
}
