using System.Reflection.Metadata;
using Cells.Schema;

namespace Cells.Build;

/// <summary>A place in a method body.</summary>
internal readonly record struct IlPlace(MethodDefinitionHandle Method, int Offset);

/// <summary>Gathers what is used of each dependency, and where.</summary>
internal sealed class UseCollector(ContractTypes types, SourcePlaces places)
{
    private readonly Dictionary<ConsumedContract, SortedDictionary<string, HashSet<UsePlace>>> _uses = [];
    private readonly Dictionary<ConsumedContract, SchemaReach> _reach = [];
    private readonly Dictionary<(ConsumedContract Contract, string Call), CallSchema> _calls = [];
    private readonly Dictionary<TypeVariable, HashSet<(IlType Held, IlPlace Place)>> _instances = [];
    private readonly Dictionary<TypeVariable, bool> _escaped = [];

    /// <summary>Begins the record of a dependency, which may end without a use.</summary>
    public void Begin(ConsumedContract contract) => _uses.TryAdd(contract, new SortedDictionary<string, HashSet<UsePlace>>(StringComparer.Ordinal));

    /// <summary>The call is made, with an argument for every parameter.</summary>
    public void Call(ConsumedContract contract, CallSchema call, IlPlace place)
    {
        _calls[(contract, call.Name)] = call;
        Add(contract, contract.Entries.Call(call), place);
        foreach (ParameterSchema parameter in call.Parameters)
        {
            Add(contract, contract.Entries.Argument(call, parameter), place);
        }
    }

    public void Read(TypeDefinitionHandle type, Func<TypeSchema, IEnumerable<MemberSchema>> members, IlPlace place)
    {
        foreach (ContractType view in types.Find(type))
        {
            foreach (MemberSchema member in members(view.Schema))
            {
                Add(view.Contract, view.Contract.Entries.Read(view.Schema, member), place);
            }
        }
    }

    public void Write(TypeDefinitionHandle type, Func<TypeSchema, IEnumerable<MemberSchema>> members, IlPlace place)
    {
        foreach (ContractType view in types.Find(type))
        {
            foreach (MemberSchema member in members(view.Schema))
            {
                Add(view.Contract, view.Contract.Entries.Write(view.Schema, member), place);
            }
        }
    }

    /// <summary>The type is named: as a case of a union or a declared error it is told from others.</summary>
    public void Name(TypeDefinitionHandle type, IlPlace place)
    {
        foreach ((ConsumedContract contract, TypeSchema schema) in types.Find(type))
        {
            if (schema.CaseOf is { } union)
            {
                Add(contract, contract.Entries.UnionCase(union, schema.Name), place);
            }

            if (schema.Kind == TypeKind.Error)
            {
                foreach (CallSchema call in contract.Schema.Calls.Where(call => call.Errors.Contains(schema.Name)))
                {
                    Add(contract, contract.Entries.Error(call, schema.Name), place);
                }
            }
        }
    }

    /// <summary>A generic type or method of the assembly is used with an argument that holds <paramref name="held"/>.</summary>
    public void Instantiate(TypeVariable variable, IlType held, IlPlace place)
    {
        if (!_instances.TryGetValue(variable, out HashSet<(IlType Held, IlPlace Place)>? instances))
        {
            _instances.Add(variable, instances = []);
        }

        instances.Add((held, place));
    }

    /// <summary>Values leave what can be followed: all that they hold is read, and perhaps written.</summary>
    public void Escape(IEnumerable<IlType> held, bool mayWrite, IlPlace place)
    {
        foreach (IlType type in held)
        {
            if (type is DefinedType defined)
            {
                foreach (ContractType view in types.Find(defined.Handle))
                {
                    UseWhole(view, mayWrite, place);
                }
            }
            else if (type is TypeVariable variable)
            {
                _escaped[variable] = mayWrite || _escaped.GetValueOrDefault(variable);
            }
        }
    }

    /// <summary>Everything of a type is used that a value of it may hold.</summary>
    /// <param name="type">The type.</param>
    /// <param name="mayWrite">Whether it is written too.</param>
    /// <param name="place">Where; null when nowhere in particular.</param>
    public void UseWhole(ContractType type, bool mayWrite, IlPlace? place)
    {
        foreach (TypeSchema reached in ReachOf(type.Contract).From(type.Schema))
        {
            foreach (MemberSchema member in reached.Members)
            {
                Add(type.Contract, type.Contract.Entries.Read(reached, member), place);
                if (mayWrite)
                {
                    Add(type.Contract, type.Contract.Entries.Write(reached, member), place);
                }
            }
        }
    }

    /// <summary>What could only be told after every body was read.</summary>
    /// <param name="ownContracts">The contracts that the assembly itself offers.</param>
    public void Complete(IEnumerable<CellSchema> ownContracts)
    {
        SpreadEscapes();
        foreach (ContractType type in types.Unseen)
        {
            UseWhole(type, mayWrite: true, place: null);
        }

        HashSet<string> own = [.. ownContracts.SelectMany(static schema => schema.Types).Where(static type => type.Owner is not null).Select(static type => Identity(type.Owner!, type))];
        PassOn(own);
    }

    public UsageRecord Record() => new()
    {
        Kinds = [UsageKinds.Argument, UsageKinds.Call, UsageKinds.Case, UsageKinds.Read, UsageKinds.Write],
        Dependencies = [.. _uses.Select(static pair => new DependencyUsage(
            pair.Key.Alias, pair.Key.Contract, pair.Key.Fingerprint, [.. pair.Value.Select(static use => new RecordedUse(use.Key, [.. use.Value]))]))],
    };

    private void SpreadEscapes()
    {
        Queue<TypeVariable> rest = new(_escaped.Keys);
        while (rest.TryDequeue(out TypeVariable? variable))
        {
            bool mayWrite = _escaped[variable];
            foreach ((IlType held, IlPlace place) in _instances.GetValueOrDefault(variable) ?? [])
            {
                bool isNew = held is TypeVariable other && (!_escaped.TryGetValue(other, out bool known) || (mayWrite && !known));
                Escape([held], mayWrite, place);
                if (isNew)
                {
                    rest.Enqueue((TypeVariable)held);
                }
            }
        }
    }

    // A type that arrives in responses and is sent in requests, or is part of the assembly's own contract, may be passed on whole, without a member being named.
    private void PassOn(HashSet<string> ownTypes)
    {
        Dictionary<(ConsumedContract Contract, string Type), HashSet<UsePlace>> received = [];
        Dictionary<(ConsumedContract Contract, string Type), HashSet<UsePlace>> sent = [];
        foreach (((ConsumedContract contract, _), CallSchema call) in _calls)
        {
            HashSet<UsePlace> at = _uses[contract][contract.Entries.Call(call)];
            Carry(received, contract, ReachOf(contract).FromResponse(call), at);
            Carry(sent, contract, ReachOf(contract).FromRequest(call), at);
        }

        foreach (List<ContractType> views in types.All.Select(static pair => pair.Value))
        {
            bool isPassedOn = views.Exists(view => ownTypes.Contains(Identity(view.Schema.Owner ?? view.Contract.Contract, view.Schema)))
                || (views.Exists(view => received.ContainsKey(Key(view))) && views.Exists(view => sent.ContainsKey(Key(view))));
            foreach (ContractType view in views.Where(_ => isPassedOn))
            {
                foreach (MemberSchema member in view.Schema.Members)
                {
                    AddAll(received, view, view.Contract.Entries.Read(view.Schema, member));
                    AddAll(sent, view, view.Contract.Entries.Write(view.Schema, member));
                }
            }
        }
    }

    private void AddAll(Dictionary<(ConsumedContract Contract, string Type), HashSet<UsePlace>> carried, ContractType type, string entry)
    {
        if (carried.TryGetValue(Key(type), out HashSet<UsePlace>? at))
        {
            PlacesOf(type.Contract, entry)?.UnionWith(at);
        }
    }

    private static void Carry(
        Dictionary<(ConsumedContract Contract, string Type), HashSet<UsePlace>> carried, ConsumedContract contract, IEnumerable<TypeSchema> types, HashSet<UsePlace> at)
    {
        foreach (TypeSchema type in types)
        {
            if (!carried.TryGetValue((contract, type.Name), out HashSet<UsePlace>? known))
            {
                carried.Add((contract, type.Name), known = []);
            }

            known.UnionWith(at);
        }
    }

    private static (ConsumedContract Contract, string Type) Key(ContractType type) => (type.Contract, type.Schema.Name);

    private static string Identity(string owner, TypeSchema type) => $"{owner} {type.Name}";

    private SchemaReach ReachOf(ConsumedContract contract)
    {
        if (!_reach.TryGetValue(contract, out SchemaReach? reach))
        {
            _reach.Add(contract, reach = new SchemaReach(contract.Schema));
        }

        return reach;
    }

    private void Add(ConsumedContract contract, string entry, IlPlace? place)
    {
        if (PlacesOf(contract, entry) is { } found && place is { } known && places.Find(known.Method, known.Offset) is { } line)
        {
            found.Add(line);
        }
    }

    /// <summary>The places of an entry, which is used from now on; null when nothing is recorded of the contract.</summary>
    private HashSet<UsePlace>? PlacesOf(ConsumedContract contract, string entry)
    {
        if (!_uses.TryGetValue(contract, out SortedDictionary<string, HashSet<UsePlace>>? uses))
        {
            return null;
        }

        if (!uses.TryGetValue(entry, out HashSet<UsePlace>? found))
        {
            uses.Add(entry, found = []);
        }

        return found;
    }
}
