namespace Cells.Build;

/// <summary>Decides what escapes where a value of one type is seen as another. IL has no instruction for most conversions of references.</summary>
internal sealed class Conversions(TypeReach reach)
{
    // Metadata may nest types without end; no program nests this deep.
    private const int MaxDepth = 64;

    private static readonly HashSet<string> BasesOfErrors = new(["System.Exception", "Cells.CellException"], StringComparer.Ordinal);

    /// <summary>What escapes when a value is passed on or kept.</summary>
    public IEnumerable<IlType> Passing(IlType from, IlType to) => IlType.Alternatives(from).SelectMany(type => Convert(type, to, isReceiver: false, isClosed: false, 0));

    /// <summary>What escapes when a member is called on a value.</summary>
    /// <param name="from">The type of the value.</param>
    /// <param name="to">The type that declares the member.</param>
    /// <param name="isClosed">Whether the member gives nothing of what a carrier holds.</param>
    public IEnumerable<IlType> Calling(IlType from, IlType to, bool isClosed)
        => IlType.Alternatives(from).SelectMany(type => Convert(type.Dereferenced(), to.Dereferenced(), isReceiver: true, isClosed, 0));

    private IEnumerable<IlType> Convert(IlType from, IlType to, bool isReceiver, bool isClosed, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new BadImageFormatException($"Types nest deeper than {MaxDepth}.");
        }

        if (from is ReferenceType && to is ReferenceType)
        {
            return Convert(from.Dereferenced(), to.Dereferenced(), isReceiver, isClosed, depth + 1);
        }

        if (from == to || from == IlType.Unknown || from == IlType.Null || to == IlType.Unknown || from is FunctionType || reach.IsContract(to) || to is TypeVariable)
        {
            return [];
        }

        if (from is TypeVariable)
        {
            return reach.IsOwn(to) ? [] : [from];
        }

        if (reach.IsContract(from))
        {
            return isReceiver && to is ForeignType { Name: { } name } && BasesOfErrors.Contains(name) ? [] : reach.Held(from);
        }

        return reach.IsOwn(from) ? ConvertOwn(from, to, isReceiver, isClosed, depth) : ConvertForeign(from, to, isClosed, depth);
    }

    /// <summary>A type that people wrote here: what it does itself is read in its own code, so that only what others see of it counts.</summary>
    private IEnumerable<IlType> ConvertOwn(IlType from, IlType to, bool isReceiver, bool isClosed, int depth)
    {
        if (reach.IsClosure(from))
        {
            return [];
        }

        List<IlType> seen = [.. reach.BasesOf(from)];
        if (to is GenericType target && seen.OfType<GenericType>().Where(parent => parent.Definition == target.Definition).ToList() is { Count: > 0 } same)
        {
            return same.Contains(target) ? [] : same.SelectMany(parent => ConvertArguments(parent, target, depth));
        }

        // Seen as what handles anything: an IEqualityComparer<object> as one of products.
        IEnumerable<IlType> taken = reach.Named(to).Except(seen.SelectMany(reach.Named));
        if (reach.IsOwn(to))
        {
            return taken;
        }

        if (to.WithoutArguments() is ForeignType { Name: { } collection } && collection.StartsWith("System.Collections.", StringComparison.Ordinal) && !isClosed)
        {
            // A collection of its own, seen as one of anything.
            taken = taken.Concat(seen.SelectMany(reach.Named).Except(reach.Named(to)));
        }

        bool isLookedInto = isClosed || to is ForeignType { Name: { } name } && HarmlessMembers.IsClosedView(name)
            ? false
            : reach.IsByValue(from) || (!isReceiver && to == IlType.Object);
        return isLookedInto ? taken.Concat(reach.Held(from)) : taken;
    }

    /// <summary>Variance, one way or the other.</summary>
    private IEnumerable<IlType> ConvertArguments(GenericType from, GenericType to, int depth) => from.Arguments.Zip(to.Arguments).SelectMany(pair
        => Convert(pair.First, pair.Second, isReceiver: false, isClosed: false, depth + 1).Concat(Convert(pair.Second, pair.First, isReceiver: false, isClosed: false, depth + 1)));

    /// <summary>A type of another assembly, which carries what its arguments hold.</summary>
    private IEnumerable<IlType> ConvertForeign(IlType from, IlType to, bool isClosed, int depth)
    {
        if (from is ArrayType array && to is ArrayType other)
        {
            return Convert(array.Element, other.Element, isReceiver: false, isClosed: false, depth + 1);
        }

        if (from is GenericType carrier && to is GenericType same && carrier.Definition == same.Definition && carrier.Arguments.Count == same.Arguments.Count)
        {
            return ConvertArguments(carrier, same, depth);
        }

        IEnumerable<IlType> taken = from is GenericType ? reach.Named(to).Except(reach.Held(from)) : [];
        return isClosed || (to is ForeignType { Name: { } name } && HarmlessMembers.IsClosedView(name)) ? taken : taken.Concat(reach.Held(from).Except(reach.Held(to)));
    }
}
