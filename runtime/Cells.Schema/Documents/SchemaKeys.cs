namespace Cells.Schema;

/// <summary>The keys of a schema document that are not JSON Schema's own.</summary>
internal static class SchemaKeys
{
    public const string Draft = "http://json-schema.org/draft-07/schema#";

    public const string Description = "description";
    public const string Definitions = "definitions";
    public const string Properties = "properties";

    public const string Format = "x-cells";
    public const string Contract = "x-contract";
    public const string Name = "x-name";
    public const string Version = "x-version";
    public const string Fingerprint = "x-fingerprint";
    public const string Calls = "x-calls";
    public const string Callbacks = "x-callbacks";
    public const string UnreachedTypes = "x-unreached-types";

    public const string Type = "x-type";
    public const string InstanceOf = "x-instance-of";
    public const string Kind = "x-kind";
    public const string Owner = "x-owner";
    public const string TypeParameters = "x-type-parameters";
    public const string Members = "x-members";
    public const string Size = "x-size";
    public const string Alignment = "x-alignment";
    public const string Underlying = "x-underlying";
    public const string Values = "x-values";
    public const string Open = "x-open";
    public const string Flags = "x-flags";
    public const string Cases = "x-cases";
    public const string CaseOf = "x-case-of";
    public const string Unsealed = "x-unsealed";
    public const string ReadOnly = "x-readonly";
    public const string Status = "x-status";

    public const string Form = "x-form";
    public const string Required = "x-required";
    public const string Default = "x-default";
    public const string OpaqueInitializer = "x-opaque-initializer";
    public const string Offset = "x-offset";
    public const string OldNames = "x-old-names";
    public const string Constraints = "x-constraints";
    public const string Obsolete = "x-obsolete";
}
