namespace Cells.Schema;

/// <summary>Reads a <see cref="UsageRecord"/>. What cannot be understood whole is no record: half of one would say that less is used than is.</summary>
internal static class UsageRecordReader
{
    // Document, dependencies, dependency, uses, use, places, place.
    private const int MaxDepth = 16;

    public static UsageRecord? Read(string text)
    {
        if (UsageDocument.Read(text, MaxDepth) is not { } document
            || UsageValues.Items(document, "kinds", UsageValues.Shown) is not { } kinds
            || UsageValues.Items(document, "dependencies", ReadDependency) is not { } dependencies
            || !UsageValues.AreDistinct(dependencies, static dependency => dependency.Alias))
        {
            return null;
        }

        return new UsageRecord { Kinds = kinds.ToEquatableArray(), Dependencies = dependencies.ToEquatableArray() };
    }

    private static DependencyUsage? ReadDependency(JsonValue? value)
        => UsageValues.Shown(value?.Find("alias")) is { } alias
            && UsageValues.Shown(value?.Find("contract")) is { } contract
            && UsageValues.Shown(value?.Find("fingerprint")) is { } fingerprint
            && UsageValues.Items(value, "uses", UsageValues.Use) is { } uses
            ? new DependencyUsage(alias, contract, fingerprint, uses.ToEquatableArray())
            : null;
}
