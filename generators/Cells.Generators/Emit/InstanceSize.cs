using Cells.Schema;

namespace Cells.Generators;

/// <summary>
/// The memory of a class that is out of proportion to the fewest bytes that a value takes, and that a reader must account for: instances of nothing, structs that are null in one
/// byte and keep their space all the same, and empty collections that initializers make only to be replaced.
/// </summary>
internal static class InstanceSize
{
    private const int Header = 24;
    private const int EmptyCollection = 112;
    private const int EmptyConcurrentCollection = 1024;

    /// <summary>The memory in bytes as an expression; null when nothing is out of proportion.</summary>
    public static string? Find(TypeSchema type, TypeScope scope)
    {
        if (TypeScope.IsValueType(type))
        {
            return null;
        }

        int bytes = type.Members.IsEmpty ? Header : 0;
        bytes += type.Members.Where(static member => member.Default is { Kind: DefaultKind.Empty }).Sum(static member => SizeOfEmpty(member.Type));
        List<string> terms =
        [
            .. type.Members.Where(member => MayBeSparse(member.Type, scope, []))
                .Select(member => $"global::System.Runtime.CompilerServices.Unsafe.SizeOf<{CSharpType.Of(member.Type, scope)}>()"),
        ];
        if (bytes > 0)
        {
            terms.Insert(0, Literal.Int32(bytes));
        }

        return terms.Count == 0 ? null : string.Join(" + ", terms);
    }

    private static int SizeOfEmpty(TypeReference type) => type switch
    {
        MapReference { Kind: MapKind.ConcurrentDictionary } => EmptyConcurrentCollection,
        CollectionReference { Kind: CollectionKind.ConcurrentBag or CollectionKind.ConcurrentQueue } => EmptyConcurrentCollection,
        MapReference or CollectionReference { Kind: not (CollectionKind.Array or CollectionKind.List) } => EmptyCollection,
        _ => 0,
    };

    // Whether a value that lies in its holder may take one byte and much memory: a nullable struct with references, or a struct or tuple with one.
    private static bool MayBeSparse(TypeReference type, TypeScope scope, HashSet<string> visited) => type switch
    {
        TypeParameterReference => true,
        PairReference pair => (pair.IsNullable && !IsRaw(pair, scope)) || MayBeSparse(pair.Key, scope, visited) || MayBeSparse(pair.Value, scope, visited),
        TupleReference tuple => (tuple.IsNullable && !IsRaw(tuple, scope)) || tuple.Elements.Any(element => MayBeSparse(element.Type, scope, visited)),
        NamedReference named when TypeScope.IsValueType(scope.Find(named.Name)) && !IsRaw(named, scope) => named.IsNullable
            || named.Arguments.Any(argument => MayBeSparse(argument, scope, visited))
            || (visited.Add(named.Name) && scope.Find(named.Name).Members.Any(member => member.Type is not TypeParameterReference && MayBeSparse(member.Type, scope, visited))),
        _ => false,
    };

    private static bool IsRaw(TypeReference type, TypeScope scope) => scope.Layouts.IsRaw(type);
}
