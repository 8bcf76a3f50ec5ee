namespace Cells.Runtime.Tests.Telemetry;

/// <summary>Tests that listen. Who listens does so in the whole process, where other tests count what a call allocates when nobody does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class TelemetryCollection
{
    public const string Name = "Telemetry";
}
