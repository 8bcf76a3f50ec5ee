using Cells.Schema;

namespace Cells.Generators;

/// <summary>Writes the doc comment of a dependency's type.</summary>
internal static class TypeDocumentation
{
    public static void Write(SourceWriter writer, TypeSchema type)
    {
        bool isRecord = type.Kind is TypeKind.Record or TypeKind.RecordStruct;
        bool isPositional = isRecord && !type.Members.Any(member => member.Form == MemberForm.Constructor);
        DocumentedName[] parameters = isPositional
            ? [.. type.Members.Where(member => member.Form == MemberForm.Positional).Select(Parameter)]
            : [];
        DocumentedName[] typeParameters =
        [
            .. type.TypeParameters.Select(name => new DocumentedName(name, "The type that the contract puts in its place.")),
        ];
        DocumentationComment.Write(writer, type.Documentation, $"{TypeName.Simple(type.Name)}, as the producer declares it.", typeParameters, parameters);
    }

    // A positional member may be documented on its own or by the record's param.
    private static DocumentedName Parameter(MemberSchema member)
    {
        DocumentationElement? summary = DocumentationXml.Parse(member.Documentation, [], []).FirstOrDefault(element => element.Name == "summary");
        return new DocumentedName(member.Name, summary?.Content ?? $"{member.Name}, as the producer declares it.");
    }
}
