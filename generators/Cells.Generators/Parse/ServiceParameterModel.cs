namespace Cells.Generators;

/// <summary>One service that a cell's constructor asks for.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Type">The full type name as C# writes it, starting with <c>global::</c> where the type has a name; never with a trailing <c>?</c>.</param>
/// <param name="Key">The key of <c>[FromKeyedServices]</c> as a C# literal, or null.</param>
/// <param name="IsOptional">The parameter has a default or is annotated nullable: an unregistered service is null.</param>
internal sealed record ServiceParameterModel(string Name, string Type, string? Key, bool IsOptional);
