using System.Globalization;

namespace Cells.Schema;

/// <summary>What a reader puts into a member that the writer does not have.</summary>
internal static class MemberFilling
{
    /// <summary>The filling of <paramref name="member"/>, whose type is <paramref name="type"/>; null when there is none.</summary>
    public static MemberFill? Of(MemberSchema member, TypeReference type, ComparedSchema schema)
    {
        if (member.HasRequiredKeyword || member.HasOpaqueInitializer)
        {
            return null;
        }

        if (member.Default is DefaultValue declared)
        {
            return Declared(declared, type, schema);
        }

        if (type.IsNullable)
        {
            return new MemberFill(FillKind.Null, null);
        }

        return !IsConstructed(member.Form) && schema.IsZeroLegal(type) ? new MemberFill(FillKind.Zero, null) : null;
    }

    /// <summary>The filling of <paramref name="parameter"/>; null when there is none.</summary>
    public static MemberFill? Of(ParameterSchema parameter, ComparedSchema schema)
    {
        if (parameter.IsStream)
        {
            return null;
        }

        if (parameter.Default is DefaultValue declared)
        {
            return Declared(declared, parameter.Type, schema);
        }

        // A callback that may be null is one that was not passed.
        return parameter.IsOptionalCallback ? new MemberFill(FillKind.Zero, null)
            : parameter.Type.IsNullable ? new MemberFill(FillKind.Null, null)
            : null;
    }

    /// <summary>Whether constructor calls pass the member.</summary>
    public static bool IsConstructed(MemberForm form) => form is MemberForm.Positional or MemberForm.Constructor;

    private static MemberFill? Declared(DefaultValue declared, TypeReference type, ComparedSchema schema)
    {
        bool fits = declared.Kind switch
        {
            DefaultKind.Null => type.IsNullable,
            DefaultKind.Zero => schema.IsZeroLegal(type),
            DefaultKind.Empty => type is CollectionReference or MapReference,
            DefaultKind.EnumName => type is NamedReference named && schema.Find(named.Name)?.Kind == TypeKind.Enum,
            _ => type is PrimitiveReference primitive && Fits(declared, primitive.Kind),
        };
        return !fits ? null
            : declared.Kind == DefaultKind.Null ? new MemberFill(FillKind.Null, null)
            : declared.Kind == DefaultKind.Zero ? new MemberFill(type.IsNullable ? FillKind.Null : FillKind.Zero, null)
            : new MemberFill(FillKind.Default, declared);
    }

    private static bool Fits(DefaultValue declared, PrimitiveKind kind) => declared.Kind switch
    {
        DefaultKind.Boolean => kind == PrimitiveKind.Boolean,
        DefaultKind.Text => kind == PrimitiveKind.String || (kind == PrimitiveKind.Char && declared.Text.Length == 1),
        DefaultKind.Number => kind is >= PrimitiveKind.SByte and <= PrimitiveKind.Decimal && declared.Text.Length is > 0 and <= 64
            && (decimal.TryParse(declared.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                || double.TryParse(declared.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)),
        _ => false,
    };
}
