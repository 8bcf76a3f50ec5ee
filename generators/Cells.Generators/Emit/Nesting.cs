using Cells.Schema;

namespace Cells.Generators;

/// <summary>Where a dependency's type stands: its namespace and the types around it.</summary>
internal sealed class Nesting
{
    private readonly List<string> _containers;

    private Nesting(string home, List<string> containers)
    {
        Namespace = home;
        _containers = containers;
    }

    /// <summary>The namespace; empty for the global one.</summary>
    public string Namespace { get; }

    /// <summary>
    /// The place of <paramref name="type"/>. A part of its name is a type when the schema declares it or when it is the cell's class,
    /// which stands here as a static class; else it is a namespace.
    /// </summary>
    public static Nesting Of(TypeSchema type, TypeScope scope, string visibility)
    {
        string[] schemaParts = type.Name.Split('.');
        string[] codeParts = scope.CodeName(type.Name).Split('.');
        List<string> containers = [];
        int outermost = schemaParts.Length - 1;
        for (int i = 1; i < schemaParts.Length; i++)
        {
            string prefix = string.Join(".", schemaParts.Take(i));
            bool isCell = prefix == scope.DeclaringContract(type);
            if (!isCell && !scope.Has(prefix))
            {
                continue;
            }

            outermost = Math.Min(outermost, i - 1);
            containers.Add(isCell ? CellClass(visibility, schemaParts[i - 1]) : Declaration(scope.Find(prefix)));
        }

        int spaces = codeParts.Length - (schemaParts.Length - outermost);
        return new Nesting(string.Join(".", codeParts.Take(spaces)), containers);
    }

    /// <summary>Whether another type of the schema is nested in <paramref name="type"/>.</summary>
    public static bool HasNested(TypeSchema type, TypeScope scope) =>
        scope.Schema.Types.Any(other => other.Name.StartsWith(type.Name + ".", StringComparison.Ordinal));

    /// <summary>Opens the types around.</summary>
    public IDisposable Open(SourceWriter writer)
    {
        Stack<IDisposable> scopes = new();
        foreach (string container in _containers)
        {
            if (container.Contains(" static "))
            {
                writer.Line("/// <summary>Holds the types that the cell's class declares.</summary>");
            }

            scopes.Push(writer.Block(container));
        }

        return new Scopes(scopes);
    }

    private static string CellClass(string visibility, string name) => $"{visibility} static partial class {Identifier.EscapeType(name)}";

    private static string Declaration(TypeSchema type)
    {
        string keyword = type.Kind switch
        {
            TypeKind.Record or TypeKind.UnionRecord => "record",
            TypeKind.Struct => "struct",
            TypeKind.RecordStruct => "record struct",
            _ => "class",
        };
        return $"partial {keyword} {Identifier.EscapeType(TypeName.Simple(type.Name))}";
    }

    private sealed class Scopes(Stack<IDisposable> scopes) : IDisposable
    {
        public void Dispose()
        {
            while (scopes.Count > 0)
            {
                scopes.Pop().Dispose();
            }
        }
    }
}
