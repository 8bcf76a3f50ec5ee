namespace Cells.Benchmarks;

/// <summary>What the reader of each written value must get, by hand.</summary>
internal static class Projection
{
    public static Read.Order Of(Written.Order order) => new(
        order.Quantity,
        order.Number,
        order.Customer,
        order.Amounts,
        order.Priority == Written.Priority.High ? Read.Priority.High : Read.Priority.Normal);

    public static Read.Position Of(Written.Position position) => new(position.X, position.Y);
}
