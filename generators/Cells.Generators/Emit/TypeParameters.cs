using Cells.Schema;

namespace Cells.Generators;

/// <summary>The type parameters of generic definitions.</summary>
internal static class TypeParameters
{
    /// <summary>Those that stand for a map's key somewhere, which C# wants to be not null.</summary>
    public static IReadOnlyList<string> NotNull(TypeSchema type, TypeScope scope) =>
        [.. type.TypeParameters.Where(parameter => IsKey(type, parameter, scope, new HashSet<string>(StringComparer.Ordinal)))];

    private static bool IsKey(TypeSchema type, string parameter, TypeScope scope, HashSet<string> visited) =>
        visited.Add(type.Name + "/" + parameter)
        && type.Members.Any(member => HasKey(member.Type, parameter, scope, visited));

    private static bool HasKey(TypeReference type, string parameter, TypeScope scope, HashSet<string> visited) => type switch
    {
        MapReference map => Is(map.Key, parameter) || HasKey(map.Key, parameter, scope, visited) || HasKey(map.Value, parameter, scope, visited),
        CollectionReference collection => HasKey(collection.Element, parameter, scope, visited),
        PairReference pair => HasKey(pair.Key, parameter, scope, visited) || HasKey(pair.Value, parameter, scope, visited),
        TupleReference tuple => tuple.Elements.Any(element => HasKey(element.Type, parameter, scope, visited)),
        NamedReference named => IsArgumentKey(named, parameter, scope, visited),
        _ => false,
    };

    private static bool IsArgumentKey(NamedReference named, string parameter, TypeScope scope, HashSet<string> visited)
    {
        TypeSchema definition = scope.Find(named.Name);
        for (int i = 0; i < named.Arguments.Count; i++)
        {
            TypeReference argument = named.Arguments[i];
            bool isKeyThere = Is(argument, parameter) && i < definition.TypeParameters.Count && IsKey(definition, definition.TypeParameters[i], scope, visited);
            if (isKeyThere || HasKey(argument, parameter, scope, visited))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(TypeReference type, string parameter) => type is TypeParameterReference reference && reference.Name == parameter;
}
