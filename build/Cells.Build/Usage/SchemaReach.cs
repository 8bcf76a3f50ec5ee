using Cells.Schema;

namespace Cells.Build;

/// <summary>Which types of a schema a type or a call reaches.</summary>
internal sealed class SchemaReach(CellSchema schema)
{
    private readonly Dictionary<string, TypeSchema> _types = schema.Types.ToDictionary(static type => type.Name, StringComparer.Ordinal);

    /// <summary>The type and everything that a value of it may hold.</summary>
    public HashSet<TypeSchema> From(TypeSchema type) => From([type.Name]);

    /// <summary>What the requests of a call carry.</summary>
    public HashSet<TypeSchema> FromRequest(CallSchema call) => From(call.Parameters.SelectMany(static parameter => Names(parameter.Type)));

    /// <summary>What the responses of a call carry.</summary>
    public HashSet<TypeSchema> FromResponse(CallSchema call) => From(call.Result is null ? call.Errors : Names(call.Result).Concat(call.Errors));

    private HashSet<TypeSchema> From(IEnumerable<string> names)
    {
        HashSet<TypeSchema> reached = new(ReferenceEqualityComparer.Instance);
        Queue<string> rest = new(names);
        while (rest.TryDequeue(out string? name))
        {
            if (!_types.TryGetValue(name, out TypeSchema? type) || !reached.Add(type))
            {
                continue;
            }

            foreach (string next in type.Members.SelectMany(static member => Names(member.Type)).Concat(type.Cases))
            {
                rest.Enqueue(next);
            }
        }

        return reached;
    }

    private static IEnumerable<string> Names(TypeReference type) => type switch
    {
        NamedReference named => named.Arguments.SelectMany(Names).Prepend(named.Name),
        CollectionReference collection => Names(collection.Element),
        MapReference map => Names(map.Key).Concat(Names(map.Value)),
        PairReference pair => Names(pair.Key).Concat(Names(pair.Value)),
        TupleReference tuple => tuple.Elements.SelectMany(static element => Names(element.Type)),
        _ => [],
    };
}
