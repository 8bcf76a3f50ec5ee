namespace Cells.Schema;

/// <summary>Finds the types that no call reaches and that differ.</summary>
internal static class UnreachedTypes
{
    public static IEnumerable<Change> Compare(ComparedSchema before, ComparedSchema after)
    {
        HashSet<string> reachedBefore = Reached(before);
        HashSet<string> reachedAfter = Reached(after);
        Dictionary<string, object> shapesBefore = Shapes(before.Schema);
        Dictionary<string, object> shapesAfter = Shapes(after.Schema);
        IEnumerable<string> names = shapesBefore.Keys.Union(shapesAfter.Keys, StringComparer.Ordinal)
            .Where(name => !reachedBefore.Contains(name) && !reachedAfter.Contains(name))
            .OrderBy(static name => name, StringComparer.Ordinal);
        foreach (string name in names)
        {
            shapesBefore.TryGetValue(name, out object? old);
            shapesAfter.TryGetValue(name, out object? now);
            if (Equals(old, now))
            {
                continue;
            }

            string path = (now is null ? before : after).PathName(name);
            string what = old is null ? "added" : now is null ? "removed" : "changed";
            yield return new Change
            {
                Rule = CompatibilityRules.UnreachedTypeChanged,
                Path = path,
                Place = new UsagePlace(UsagePlaceKind.Type, path, ""),
                Request = PlanEffect.Yes,
                Response = PlanEffect.Yes,
                Before = old is null ? "" : name,
                After = now is null ? "" : name,
                Why = $"'{path}' is {what}, but no call reaches it.",
                DeclaringType = now is null ? null : name,
            };
        }
    }

    /// <summary>What a type is as far as its schema knows: a cell exports a digest, other documents may hold definitions.</summary>
    private static Dictionary<string, object> Shapes(CellSchema schema)
    {
        Dictionary<string, object> shapes = new(StringComparer.Ordinal);
        foreach (TypeSchema type in schema.Types)
        {
            shapes[type.Name] = type;
        }

        foreach (UnreachedType type in schema.UnreachedTypes)
        {
            shapes[type.Name] = type.Digest;
        }

        return shapes;
    }

    private static HashSet<string> Reached(ComparedSchema schema)
    {
        HashSet<string> reached = new(StringComparer.Ordinal);
        Queue<string> queue = new();
        foreach (CallSchema call in schema.Schema.Signatures)
        {
            foreach (ParameterSchema parameter in call.Parameters)
            {
                Add(parameter.Type);
            }

            if (call.Result is TypeReference result)
            {
                Add(result);
            }

            foreach (string error in call.Errors)
            {
                AddName(error);
            }
        }

        while (queue.Count > 0)
        {
            if (schema.Find(queue.Dequeue()) is not TypeSchema type)
            {
                continue;
            }

            foreach (MemberSchema member in type.Members)
            {
                Add(member.Type);
            }

            foreach (string unionCase in type.Cases)
            {
                AddName(unionCase);
            }
        }

        return reached;

        void AddName(string name)
        {
            if (reached.Add(name))
            {
                queue.Enqueue(name);
            }
        }

        void Add(TypeReference reference)
        {
            switch (reference)
            {
                case NamedReference named:
                    AddName(named.Name);
                    foreach (TypeReference argument in named.Arguments)
                    {
                        Add(argument);
                    }

                    break;
                case CollectionReference collection:
                    Add(collection.Element);
                    break;
                case MapReference map:
                    Add(map.Key);
                    Add(map.Value);
                    break;
                case PairReference pair:
                    Add(pair.Key);
                    Add(pair.Value);
                    break;
                case TupleReference tuple:
                    foreach (TupleElement element in tuple.Elements)
                    {
                        Add(element.Type);
                    }

                    break;
            }
        }
    }
}
