using Cells.Schema;
using Microsoft.CodeAnalysis;

namespace Cells.Generators;

/// <summary>Reads enums.</summary>
internal static class EnumReader
{
    /// <summary>The enum <paramref name="type"/>.</summary>
    public static TypeSchema Read(ParseContext context, INamedTypeSymbol type, string path)
    {
        List<EnumValue> values = [];
        RenamedNames renamed = new(context);
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.HasConstantValue)
            {
                string valuePath = $"{path}.{field.Name}";
                values.Add(new EnumValue
                {
                    Name = field.Name,
                    Number = NumberOf(field.ConstantValue!),
                    OldNames = renamed.Read(field, valuePath),
                    Obsolete = Deprecations.Read(context, field, valuePath),
                    Documentation = Documentation.Read(context, field),
                });
            }
        }

        renamed.CheckAgainst(values.Select(static value => value.Name));
        bool isFlags = type.HasAttribute(MetadataNames.Flags);
        return new TypeSchema
        {
            Name = type.SchemaName(),
            Kind = Schema.TypeKind.Enum,
            Underlying = (PrimitiveKind)Enum.Parse(typeof(PrimitiveKind), type.EnumUnderlyingType!.MetadataName),
            Values = values.ToEquatableArray(),
            IsFlags = isFlags,
            IsOpen = isFlags || type.HasAttribute(MetadataNames.Open),
            OldNames = new RenamedNames(context).Read(type, path),
            Obsolete = Deprecations.Read(context, type, path),
            Documentation = Documentation.Read(context, type),
        };
    }

    /// <summary>An enum's constant as the schema keeps it.</summary>
    public static long NumberOf(object constant) => constant is ulong wide
        ? unchecked((long)wide)
        : Convert.ToInt64(constant, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The names of <paramref name="number"/> in <paramref name="type"/>, joined with <c>, </c>, or its digits when no names make it up.</summary>
    public static string NameOf(INamedTypeSymbol type, long number) => NameOf(
        [.. type.GetMembers().OfType<IFieldSymbol>().Where(static field => field.HasConstantValue).Select(static field => (field.Name, NumberOf(field.ConstantValue!)))],
        type.HasAttribute(MetadataNames.Flags),
        type.EnumUnderlyingType?.SpecialType == SpecialType.System_UInt64,
        number);

    /// <summary>The names of <paramref name="number"/> among <paramref name="values"/>, joined with <c>, </c>, or its digits when no names make it up.</summary>
    public static string NameOf(IReadOnlyList<(string Name, long Number)> values, bool isFlags, bool isWide, long number)
    {
        foreach ((string name, long value) in values)
        {
            if (value == number)
            {
                return name;
            }
        }

        if (isFlags)
        {
            // A value is named by the parts that it contains whole, if they make it up.
            List<string> names = [];
            long rest = number;
            foreach ((string name, long value) in values)
            {
                if (value != 0 && (number & value) == value && (rest & value) != 0)
                {
                    names.Add(name);
                    rest &= ~value;
                }
            }

            if (rest == 0 && names.Count > 0)
            {
                return string.Join(", ", names);
            }
        }

        System.Globalization.CultureInfo invariant = System.Globalization.CultureInfo.InvariantCulture;
        return isWide ? unchecked((ulong)number).ToString(invariant) : number.ToString(invariant);
    }
}
