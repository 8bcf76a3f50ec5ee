using Cells.Schema;

namespace Cells.Generators;

/// <summary>An interface that clients implement, as C# declares it.</summary>
/// <param name="Name">The name in the schema: <c>Shop.IProgress</c>.</param>
/// <param name="Methods">The methods ordered by name; their call indexes are their numbers.</param>
internal sealed record CallbackModel(string Name, EquatableArray<HandlerModel> Methods);
