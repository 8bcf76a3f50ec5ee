namespace Cells.Schema;

/// <summary>Compares two objects: classes, records, structs and errors.</summary>
internal sealed class ObjectComparison(DirectedComparison comparison, TypePair pair)
{
    public void Compare()
    {
        string oldName = comparison.Before.PathName(pair.BeforeType.Name);
        string newName = comparison.After.PathName(pair.AfterType.Name);
        string readerName = comparison.IsRequest ? newName : oldName;
        MemberOwner owner = new(
            pair.Node,
            newName,
            (name, isOld) => $"{(isOld ? oldName : newName)}.{name}",
            name => $"{readerName}.{name}",
            new UsagePlace(UsagePlaceKind.Type, oldName, ""),
            UsagePlaceKind.Member,
            pair.AfterType.Name);
        MemberComparison members = new(
            comparison,
            owner,
            MemberList.Of(pair.BeforeType, pair.Before.Arguments, comparison.Before),
            MemberList.Of(pair.AfterType, pair.After.Arguments, comparison.After));
        ObjectPlan plan = (ObjectPlan)pair.Node.Plan!;
        plan.Members = members.Compare();
        plan.WrittenMembers = members.Written;
        pair.Node.Differs |= IsStruct(pair.BeforeType) != IsStruct(pair.AfterType);
        MetadataComparison.CompareKinds(comparison, pair, newName);
        MetadataComparison.CompareTypes(comparison, pair, newName);
    }

    private static bool IsStruct(TypeSchema type) => type.Kind is TypeKind.Struct or TypeKind.RecordStruct;
}
