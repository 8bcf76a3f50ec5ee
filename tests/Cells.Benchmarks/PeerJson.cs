using System.Text.Json.Serialization;

namespace Cells.Benchmarks;

/// <summary>The peer's generated serialisers of the same types.</summary>
[JsonSerializable(typeof(Triple))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(Person[]))]
[JsonSerializable(typeof(Blob))]
internal sealed partial class PeerJson : JsonSerializerContext;
