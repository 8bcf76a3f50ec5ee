using Cells.Schema;

namespace Cells.Generators;

/// <summary>Emits using aliases for the old names of dependencies' types. C# has none for generic and nested types.</summary>
internal static class TypeAliasEmitter
{
    /// <summary>The file; null when no type has an old name.</summary>
    public static GeneratedSource? Emit(ClientPlan plan, HintNames hints)
    {
        // An alias hides what a namespace in use offers, so that no present name may be touched.
        HashSet<string> taken = new(plan.Types.Select(static type => TypeName.Simple(type.Type.Name)), StringComparer.Ordinal);
        taken.UnionWith(plan.Dependencies.SelectMany(static dependency => new[]
        {
            dependency.Scope.CellName, InterfaceEmitter.Name(dependency.Scope), ClientEmitter.Name(dependency.Scope),
        }));
        IEnumerable<PlannedType> types = plan.Types.Where(static type => type.Type.TypeParameters.IsEmpty && !IsNested(type));
        (string Name, PlannedType Item)[] renamed =
        [
            .. OldNames.Free(types, static type => type.Type.OldNames.Where(name => !IsMoved(name, type.Type)).Select(TypeName.Simple).Distinct().ToEquatableArray(), taken),
            .. OldNames.Free(types, static type => type.Type.OldNames.Where(name => IsMoved(name, type.Type)).ToEquatableArray(), []),
        ];
        if (renamed.Length == 0)
        {
            return null;
        }

        SourceWriter writer = SourceWriter.StartFile();
        writer.Line();
        writer.Line("// Types that were renamed or moved, by the names that they had before.");
        foreach ((string name, PlannedType type) in renamed.OrderBy(static alias => TypeName.Simple(alias.Name), StringComparer.Ordinal))
        {
            writer.Line($"global using {Identifier.EscapeType(TypeName.Simple(name))} = {type.Dependency.Scope.GlobalName(type.Type.Name)};");
        }

        WriteFormerNamespaces(writer, renamed.Select(static alias => alias.Name));
        return new GeneratedSource(hints.Take("CellTypeAliases"), writer.ToString());
    }

    // A using directive of a namespace that nothing is left in must compile on.
    private static void WriteFormerNamespaces(SourceWriter writer, IEnumerable<string> oldNames)
    {
        IEnumerable<string> namespaces = oldNames.Select(NamespaceOverride.Of).Where(static name => name.Length > 0).Distinct().OrderBy(static name => name, StringComparer.Ordinal);
        foreach (string name in namespaces)
        {
            writer.Line();
            using (writer.Block($"namespace {Identifier.EscapePath(name)}"))
            {
            }
        }
    }

    /// <summary>Whether the type kept its simple name and has another namespace now.</summary>
    private static bool IsMoved(string oldName, TypeSchema type) =>
        oldName.IndexOf('.') >= 0 && string.Equals(TypeName.Simple(oldName), TypeName.Simple(type.Name), StringComparison.Ordinal);

    private static bool IsNested(PlannedType type)
    {
        TypeScope scope = type.Dependency.Scope;
        string home = NamespaceOverride.Of(type.Type.Name);
        return scope.Has(home) || string.Equals(home, scope.DeclaringContract(type.Type), StringComparison.Ordinal);
    }
}
