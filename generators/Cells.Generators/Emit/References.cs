using Cells.Schema;

namespace Cells.Generators;

/// <summary>Walks the declared types that references name.</summary>
internal static class References
{
    /// <summary>The names of the declared types that <paramref name="type"/> names, its arguments included.</summary>
    public static IEnumerable<string> NamesIn(TypeReference type) => type switch
    {
        NamedReference named => named.Arguments.SelectMany(NamesIn).Prepend(named.Name),
        CollectionReference collection => NamesIn(collection.Element),
        MapReference map => NamesIn(map.Key).Concat(NamesIn(map.Value)),
        PairReference pair => NamesIn(pair.Key).Concat(NamesIn(pair.Value)),
        TupleReference tuple => tuple.Elements.SelectMany(element => NamesIn(element.Type)),
        _ => [],
    };

    /// <summary>The type itself, its cases, its union, and the types that its members name.</summary>
    public static IEnumerable<string> NamesIn(TypeSchema type) => type.Members
        .SelectMany(member => NamesIn(member.Type))
        .Concat(type.Cases)
        .Concat(type.CaseOf is null ? [] : [type.CaseOf])
        .Prepend(type.Name);

    /// <summary>The types that a call names: parameters, result, errors.</summary>
    public static IEnumerable<string> NamesIn(CallSchema call) => call.Parameters
        .SelectMany(parameter => NamesIn(parameter.Type))
        .Concat(call.Result is null ? [] : NamesIn(call.Result))
        .Concat(call.Errors);

    /// <summary>The ids of the warnings that come with naming deprecated callbacks and their methods.</summary>
    /// <param name="scope">The scope of the schema.</param>
    /// <param name="isProducer">Whether the interfaces are declared by people, whose <c>[Obsolete]</c> has no id of ours.</param>
    public static IEnumerable<string> WarningsOfCallbacks(TypeScope scope, bool isProducer) => scope.Schema.Callbacks
        .SelectMany(static callback => callback.Methods.Select(static method => method.Obsolete).Append(callback.Obsolete))
        .OfType<Deprecation>()
        .Select(obsolete => !isProducer ? Attributes.ObsoleteId : obsolete.Message is null ? "CS0612" : "CS0618");

    /// <summary>Silences, by name and with the reason, the warnings that come with naming <paramref name="names"/>.</summary>
    public static void SilenceWarnings(SourceWriter writer, IEnumerable<string> names, TypeScope scope, IEnumerable<string> others)
    {
        string[] ids =
        [
            .. names.Where(scope.Has).Distinct(StringComparer.Ordinal).SelectMany(name => scope.WarningsOf(scope.Find(name)))
                .Concat(others)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(id => id, StringComparer.Ordinal),
        ];
        if (ids.Length > 0)
        {
            writer.Directive($"#pragma warning disable {string.Join(", ", ids)} // What the contract deprecates or previews is still carried.");
        }
    }
}
