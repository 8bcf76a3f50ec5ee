namespace Cells.Schema;

/// <summary>The entries of a contract's parts, as <see cref="ContractUsage"/> spells them.</summary>
/// <param name="schema">The schema that the consumer is compiled against.</param>
public sealed class UsageEntries(CellSchema schema)
{
    private readonly ComparedSchema _schema = new(schema);

    /// <summary>The call is made: <c>call:Catalog.Get</c>.</summary>
    public string Call(CallSchema call) => $"{UsageKinds.Call}:{_schema.Cell}.{call.Name}";

    /// <summary>The argument is passed: <c>arg:Catalog.Get.sku</c>.</summary>
    public string Argument(CallSchema call, ParameterSchema parameter) => $"{UsageKinds.Argument}:{_schema.Cell}.{call.Name}.{parameter.Name}";

    /// <summary>The member is read: <c>read:Product.Name</c>.</summary>
    public string Read(TypeSchema type, MemberSchema member) => $"{UsageKinds.Read}:{_schema.PathName(type.Name)}.{member.Name}";

    /// <summary>The member is written: <c>write:Product.Name</c>.</summary>
    public string Write(TypeSchema type, MemberSchema member) => $"{UsageKinds.Write}:{_schema.PathName(type.Name)}.{member.Name}";

    /// <summary>The case of a union is told from others: <c>case:Shape.Circle</c>.</summary>
    /// <param name="union">The full name of the union.</param>
    /// <param name="name">The full name of the case.</param>
    public string UnionCase(string union, string name) => $"{UsageKinds.Case}:{_schema.PathName(union)}.{TypeName.Simple(name)}";

    /// <summary>The declared error is told from others: <c>case:Catalog.Get.ProductNotFound</c>.</summary>
    /// <param name="call">The call that declares it.</param>
    /// <param name="error">The full name of the error.</param>
    public string Error(CallSchema call, string error) => $"{UsageKinds.Case}:{_schema.Cell}.{call.Name}.{_schema.PathName(error)}";
}
