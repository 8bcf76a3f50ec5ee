using Cells.Schema;

namespace Cells.Generators;

/// <summary>A name that the project itself does not declare: a dependency's type, or a mistake.</summary>
/// <remarks>A generator never sees what another generates, so a dependency's type is an error symbol there. Binding replaces this by a real reference.</remarks>
/// <param name="Name">The name as written.</param>
/// <param name="Arguments">The type arguments.</param>
/// <param name="Path">The contract path that reached it, for messages.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record UnresolvedReference(
    UnresolvedName Name,
    EquatableArray<TypeReference> Arguments,
    string Path,
    SourcePlace Place) : TypeReference;

/// <summary>A name as written, and what is needed to look it up as C# does.</summary>
/// <param name="Text">The name, dotted, without type arguments: <c>Product</c>, <c>Shop.Product</c>.</param>
/// <param name="Arity">The number of type arguments.</param>
/// <param name="IsAbsolute">The name starts at the global namespace.</param>
/// <param name="Scopes">The scopes from the innermost to the compilation unit.</param>
internal sealed record UnresolvedName(string Text, int Arity, bool IsAbsolute, EquatableArray<NameScope> Scopes);

/// <summary>One scope that names are looked up in.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Usings">The namespaces that it imports.</param>
internal sealed record NameScope(string Namespace, EquatableArray<string> Usings);
