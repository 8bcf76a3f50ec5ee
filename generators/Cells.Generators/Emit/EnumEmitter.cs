using System.Globalization;
using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits a dependency's enum.</summary>
internal static class EnumEmitter
{
    public static void Write(SourceWriter writer, TypeSchema type, string visibility)
    {
        PrimitiveKind underlying = type.Underlying ?? PrimitiveKind.Int32;
        if (type.IsFlags)
        {
            writer.Line("[global::System.Flags]");
        }
        else if (type.IsOpen)
        {
            writer.Line("[global::Cells.Open]");
        }

        Attributes.WriteGeneratedCode(writer);
        string suffix = underlying == PrimitiveKind.Int32 ? string.Empty : " : " + CSharpType.Primitive(underlying);
        using (writer.Block($"{visibility} enum {Identifier.EscapeType(TypeName.Simple(type.Name))}{suffix}"))
        {
            for (int i = 0; i < type.Values.Count; i++)
            {
                if (i > 0)
                {
                    writer.Line();
                }

                EnumValue value = type.Values[i];
                DocumentationComment.Write(writer, value.Documentation, $"{value.Name}, as the producer declares it.");
                Attributes.WriteObsolete(writer, value.Obsolete);
                Attributes.WriteRenamed(writer, value.OldNames);
                writer.Line($"{Identifier.Escape(value.Name)} = {Number(value.Number, underlying)},");
            }

            // Behind the present names: of two for a number, the first is the one that is shown.
            foreach ((string name, EnumValue value) in OldNames.Of(type))
            {
                writer.Line();
                writer.Line($"/// <inheritdoc cref=\"{value.Name}\"/>");
                Attributes.WriteOldName(writer, value.Name, OldNames.ValueId);
                writer.Line($"{Identifier.Escape(name)} = {Number(value.Number, underlying)},");
            }
        }
    }

    private static string Number(long number, PrimitiveKind underlying) => underlying == PrimitiveKind.UInt64
        ? unchecked((ulong)number).ToString(CultureInfo.InvariantCulture)
        : number.ToString(CultureInfo.InvariantCulture);
}
