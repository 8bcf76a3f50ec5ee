using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits everything that a project gets from its dependencies.</summary>
internal static class DependencyEmitter
{
    /// <summary>The files, in the order of the plan; none for a project without dependencies.</summary>
    public static IEnumerable<GeneratedSource> Emit(ClientModel model, ClientPlan plan, CancellationToken cancel)
    {
        if (model.Files.IsEmpty && model.Settings.IsEmpty)
        {
            yield break;
        }

        HintNames hints = new();
        foreach (PlannedDependency dependency in plan.Dependencies)
        {
            cancel.ThrowIfCancellationRequested();
            yield return InterfaceEmitter.Emit(dependency.Scope, dependency.Visibility, isProducer: false, hints);
            yield return ClientEmitter.Emit(
                dependency.Scope,
                CallbackInterfaceEmitter.ModelsOf(dependency.Scope.Schema),
                new DependencyName(dependency.File.Alias, model.Assembly),
                dependency.Visibility,
                hints);
            yield return ContractEmitter.Emit(dependency.Scope, hints, isProducer: false);
            foreach (CallbackSchema callback in dependency.Scope.Schema.Callbacks)
            {
                yield return CallbackInterfaceEmitter.Emit(callback, dependency.Scope, dependency.Visibility, hints);
            }
        }

        foreach (PlannedType type in plan.Types)
        {
            cancel.ThrowIfCancellationRequested();
            yield return TypeEmitter.Emit(type.Type, type.Dependency.Scope, type.Visibility, hints);
            yield return CodecEmitter.Emit(type.Type, type.Dependency.Scope, hints);
        }

        if (TypeAliasEmitter.Emit(plan, hints) is { } aliases)
        {
            yield return aliases;
        }

        yield return RegistrationEmitter.Emit([.. plan.Dependencies.Select(dependency => (dependency.File.Alias, dependency.Scope))], hints);
    }
}
