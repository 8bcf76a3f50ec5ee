using Cells.Schema;

namespace Cells.Build;

/// <summary>One build of one consumer that a cell is held to.</summary>
/// <param name="Name">The consumer's name.</param>
/// <param name="Version">Its version; empty when it states none.</param>
/// <param name="Standing">Why the cell is held to it.</param>
/// <param name="Instances">How many of it are connected.</param>
/// <param name="Schema">The document that it was built against.</param>
/// <param name="Record">What it uses; null for everything.</param>
/// <param name="SourceRoot">The directory that the places of its record are relative to; null when that is not on this machine.</param>
internal sealed record GatheredConsumer(
    string Name, string Version, GateStanding Standing, int Instances, string Schema, ConsumerRecord? Record, string? SourceRoot);

/// <summary>Whom a cell is held to.</summary>
/// <param name="Consumers">The consumers, ordered by name.</param>
/// <param name="Notes">What was passed over, or taken for something else, each as a sentence.</param>
internal sealed record GatheredConsumers(IReadOnlyList<GatheredConsumer> Consumers, IReadOnlyList<string> Notes);
