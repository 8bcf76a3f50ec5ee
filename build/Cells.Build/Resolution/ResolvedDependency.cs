namespace Cells.Build;

/// <summary>What the last build resolved a dependency to.</summary>
internal sealed record ResolvedDependency(string Alias, SchemaSource Source, string Fingerprint, string Version);
