using Cells.Schema;

namespace Cells.Generators;

/// <summary>Decides which types and clients a project gets from all its dependencies, each once.</summary>
internal sealed class ClientPlan
{
    private const string WhatToDo = "Rebuild both cells against one version of its owner, or give one dependency a namespace of its own in cell.toml.";

    private readonly ClientModel _model;
    private readonly List<ClientProblem> _problems = [];

    public ClientPlan(ClientModel model)
    {
        _model = model;
        Dependencies = FindDependencies();
        Types = FindTypes();
        foreach (DependencyFile file in model.Files)
        {
            ReportFile(file);
        }
    }

    /// <summary>What is wrong or worth knowing, in a stable order.</summary>
    public IReadOnlyList<ClientProblem> Problems => _problems;

    /// <summary>The dependencies that get a client, ordered by alias.</summary>
    public IReadOnlyList<PlannedDependency> Dependencies { get; }

    /// <summary>The types to emit, ordered by name.</summary>
    public IReadOnlyList<PlannedType> Types { get; }

    private List<PlannedDependency> FindDependencies()
    {
        Dictionary<string, PlannedDependency> byName = new(StringComparer.Ordinal);
        List<PlannedDependency> dependencies = [];
        foreach (DependencyFile file in _model.Files)
        {
            if (file.Schema is null)
            {
                continue;
            }

            TypeScope scope = new(file.Schema, DependencySettings.OverridesFor(file, _model.Files, _model.Settings), []);
            PlannedDependency dependency = new(file, scope, _model.SettingsOf(file.Alias).Visibility);
            string name = ContractEmitter.Global(scope, InterfaceEmitter.Name(scope));
            if (byName.TryGetValue(name, out PlannedDependency? other))
            {
                string what = "both are named " + file.Schema.Contract;
                const string Advice = "Give one of the two a namespace of its own in cell.toml.";
                Report(name.Substring("global::".Length), other.File, file, what, Advice);
                continue;
            }

            if (file.Schema.Callbacks.FirstOrDefault(callback => byName.ContainsKey(scope.GlobalCallback(callback.Name))) is { } taken)
            {
                string known = scope.GlobalCallback(taken.Name);
                Report(known.Substring("global::".Length), byName[known].File, file, "each is a callback of its own", "Give one of the two a namespace of its own in cell.toml.");
                continue;
            }

            byName.Add(name, dependency);
            foreach (CallbackSchema callback in file.Schema.Callbacks)
            {
                byName[scope.GlobalCallback(callback.Name)] = dependency;
            }

            dependencies.Add(dependency);
        }

        return dependencies;
    }

    private List<PlannedType> FindTypes()
    {
        SortedDictionary<string, PlannedType> types = new(StringComparer.Ordinal);
        foreach (PlannedDependency dependency in Dependencies)
        {
            foreach (TypeSchema type in dependency.Scope.Schema.Types)
            {
                if (_model.OwnContracts.Contains(dependency.Scope.DeclaringContract(type)))
                {
                    continue;
                }

                string name = dependency.Scope.CodeName(type.Name);
                types[name] = types.TryGetValue(name, out PlannedType? other)
                    ? Merge(name, other, dependency, type)
                    : new PlannedType(dependency, type, dependency.Visibility);
            }
        }

        return [.. types.Values];
    }

    // One type for all who see it: the owner's view when the owner is a dependency, visible to whoever needs it most.
    private PlannedType Merge(string name, PlannedType first, PlannedDependency dependency, TypeSchema type)
    {
        if (ShapeDifference.Between(first.Type, type) is { } difference)
        {
            Report(name, first.Dependency.File, dependency.File, difference, WhatToDo);
        }

        PlannedType winner = type.Owner is null && first.Type.Owner is not null ? new PlannedType(dependency, type, dependency.Visibility) : first;
        bool isPublic = first.Visibility == "public" || dependency.Visibility == "public";
        return winner with { Visibility = isPublic ? "public" : "internal" };
    }

    private void Report(string name, DependencyFile first, DependencyFile second, string difference, string advice) => _problems.Add(new ClientProblem(
        ClientRules.Disagreement,
        second.Path,
        0,
        0,
        [name, $"'{first.Alias}' ({first.Path})", $"'{second.Alias}' ({second.Path})", difference, advice]));

    private void ReportFile(DependencyFile file)
    {
        if (file.Error is { } error)
        {
            string place = error.Line == 0 ? file.Path : $"{file.Path}({error.Line},{error.Column})";
            _problems.Add(new ClientProblem(ClientRules.Unreadable, file.Path, error.Line, error.Column, [file.Alias, place, error.Message]));
        }
    }
}

/// <summary>A dependency that gets a client.</summary>
/// <param name="File">Where its schema comes from.</param>
/// <param name="Scope">How its types are named here.</param>
/// <param name="Visibility"><c>public</c> or <c>internal</c>.</param>
internal sealed record PlannedDependency(DependencyFile File, TypeScope Scope, string Visibility);

/// <summary>A type to emit.</summary>
/// <param name="Dependency">The dependency whose view of it is emitted.</param>
/// <param name="Type">The type.</param>
/// <param name="Visibility"><c>public</c> or <c>internal</c>.</param>
internal sealed record PlannedType(PlannedDependency Dependency, TypeSchema Type, string Visibility);
